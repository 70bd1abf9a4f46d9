package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The promise of a write answers as Netty's own does, whatever is done to it and in which order,
 * and the coroutine hears of its end once.
 */
class WritePromiseTest {
    /** Each of them on one promise; what it returns or throws is compared. */
    private enum Operation {
        SET_UNCANCELLABLE(subject -> subject.promise.setUncancellable()),
        TRY_SUCCESS(subject -> subject.promise.trySuccess()),
        TRY_SUCCESS_OF_NULL(subject -> subject.promise.trySuccess(null)),
        SET_SUCCESS(subject -> subject.isIt(subject.promise.setSuccess())),
        SET_SUCCESS_OF_NULL(subject -> subject.isIt(subject.promise.setSuccess(null))),
        TRY_FAILURE(subject -> subject.promise.tryFailure(FAILURE)),
        SET_FAILURE(subject -> subject.isIt(subject.promise.setFailure(FAILURE))),
        FAIL_WITHOUT_A_CAUSE(subject -> subject.promise.tryFailure(null)),
        CANCEL(subject -> subject.promise.cancel(false)),
        LISTEN(subject -> subject.isIt(subject.promise.addListener(subject.listener))),
        LISTEN_TWICE(Subject::listenTwice),
        LISTEN_NO_MORE(subject -> subject.isIt(subject.promise.removeListener(subject.listener))),
        LISTEN_TWICE_NO_MORE(Subject::listenTwiceNoMore),
        SYNC(subject -> subject.isIt(subject.promise.sync())),
        SYNC_UNINTERRUPTIBLY(subject -> subject.isIt(subject.promise.syncUninterruptibly())),
        AWAIT(subject -> subject.isIt(subject.promise.await())),
        AWAIT_UNINTERRUPTIBLY(subject -> subject.isIt(subject.promise.awaitUninterruptibly())),
        AWAIT_FOR_NO_TIME(subject -> subject.promise.await(0)),
        AWAIT_FOR_NO_SECONDS(subject -> subject.promise.await(0, TimeUnit.SECONDS)),
        AWAIT_UNINTERRUPTIBLY_FOR_NO_TIME(subject -> subject.promise.awaitUninterruptibly(0)),
        AWAIT_UNINTERRUPTIBLY_FOR_NO_SECONDS(
                subject -> subject.promise.awaitUninterruptibly(0, TimeUnit.SECONDS)),
        GET(subject -> String.valueOf((Object) subject.promise.get()));

        @SuppressWarnings("ImmutableEnumChecker") // None of them holds anything.
        private final Performance performance;

        Operation(Performance performance) {
            this.performance = performance;
        }
    }

    private interface Performance {
        Object on(Subject subject) throws Exception;
    }

    private static final IOException FAILURE = new IOException("of the transport");

    private static final class Subject {
        private final ChannelPromise promise;
        private final List<Object> answers = new ArrayList<>();
        private final List<Object> told = new ArrayList<>();
        private final GenericFutureListener<Future<Void>> listener =
                done -> told.add(done.isSuccess() + " " + nameOf(done.cause()));

        Subject(ChannelPromise promise) {
            this.promise = promise;
        }

        private boolean isIt(Object returned) {
            return returned == promise;
        }

        @SuppressWarnings("unchecked")
        private boolean listenTwice() {
            return isIt(promise.addListeners(listener, listener));
        }

        @SuppressWarnings("unchecked")
        private boolean listenTwiceNoMore() {
            return isIt(promise.removeListeners(listener, listener));
        }

        void perform(Operation operation) {
            answers.add(operation + ": " + outcome(() -> operation.performance.on(this)));
            answers.add(told.toString());
            answers.add(
                    List.of(
                            promise.isDone(),
                            promise.isSuccess(),
                            promise.isCancelled(),
                            promise.isCancellable(),
                            nameOf(promise.cause()),
                            promise.getNow() == null,
                            promise.isVoid(),
                            promise.unvoid() == promise,
                            promise.channel().isOpen()));
        }

        private static Object outcome(Callable<Object> operation) {
            try {
                return operation.call();
            } catch (Exception e) {
                return nameOf(e);
            }
        }

        /* Netty throws subclasses of its own. */
        private static String nameOf(Throwable cause) {
            if (cause == null) return "none";
            return cause instanceof CancellationException
                    ? CancellationException.class.getName()
                    : cause.getClass().getName();
        }
    }

    /** A coroutine that waits for its one write. */
    private static final class Written {
        private ChannelPromise promise;
        private final List<String> flushed = new ArrayList<>();
        private final Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("message");
                            try {
                                connection.flush();
                                flushed.add("sent");
                            } catch (IOException e) {
                                flushed.add(Subject.nameOf(e.getCause()));
                            }
                            connection.read();
                        },
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void write(
                                    ChannelHandlerContext context,
                                    Object message,
                                    ChannelPromise held) {
                                promise = held;
                            }
                        });
    }

    @Test
    void itAnswersAsNettysOwnPromiseDoesAndTheCoroutineHearsOfItsEndOnce() {
        int done = 0;
        for (Operation first : Operation.values()) {
            for (Operation second : Operation.values()) {
                for (Operation third : Operation.values()) {
                    if (compare(List.of(first, second, third))) done++;
                }
            }
        }
        assertThat(done).isGreaterThan(1_000);
    }

    /** Whether they have completed it. */
    private static boolean compare(List<Operation> operations) {
        Written written = new Written();
        Subject ours = new Subject(written.promise);
        Subject nettys = new Subject(written.embedded.channel.newPromise());
        assertThat(ours.promise).isExactlyInstanceOf(WritePromise.class);
        for (Operation operation : operations) {
            ours.perform(operation);
            nettys.perform(operation);
        }
        assertThat(ours.answers).as(operations::toString).isEqualTo(nettys.answers);
        Throwable cause = nettys.promise.cause();
        List<String> heard =
                Stream.of(cause == null ? "sent" : Subject.nameOf(cause))
                        .filter(any -> nettys.promise.isDone())
                        .toList();
        assertThat(written.flushed).as(operations::toString).isEqualTo(heard);
        written.embedded.channel.finishAndReleaseAll();
        return nettys.promise.isDone();
    }

    @Test
    void itSaysWhatHasBecomeOfTheWrite() {
        Written written = new Written();
        ChannelPromise promise = written.promise;
        assertThat(promise).asString().matches("write to \\[id: .*]: not sent yet");
        promise.setUncancellable();
        assertThat(promise).asString().endsWith(": not sent yet");
        promise.setFailure(FAILURE);
        assertThat(promise).asString().endsWith(": java.io.IOException: of the transport");
        Written sent = new Written();
        sent.promise.setSuccess();
        assertThat(sent.promise).asString().endsWith(": sent");
    }
}
