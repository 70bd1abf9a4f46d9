package io.strait.transport;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.strait.task.Await;
import io.strait.task.Cancelled;
import io.strait.task.Code;
import io.strait.task.Deadline;
import io.strait.task.ManualLoop;
import io.strait.task.Task;
import io.strait.task.TaskBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits for futures of Netty's, most of them on a loop that knows no Netty. */
@Timeout(60)
class NettyAwaitTest {
    private final ManualLoop loop = new ManualLoop();
    private final EventExecutor elsewhere = new DefaultEventExecutor();
    private final Counted promise = new Counted(ImmediateEventExecutor.INSTANCE);
    private final List<Object> log = new ArrayList<>();

    @AfterEach
    void endExecutor() {
        elsewhere.shutdownGracefully(0, 30, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Counts its listeners. */
    private static final class Counted extends DefaultPromise<String> {
        int listeners;

        Counted(EventExecutor executor) {
            super(executor);
        }

        @Override
        public Promise<String> addListener(
                io.netty.util.concurrent.GenericFutureListener<
                                ? extends io.netty.util.concurrent.Future<? super String>>
                        listener) {
            listeners++;
            return super.addListener(listener);
        }

        @Override
        public Promise<String> removeListener(
                io.netty.util.concurrent.GenericFutureListener<
                                ? extends io.netty.util.concurrent.Future<? super String>>
                        listener) {
            listeners--;
            return super.removeListener(listener);
        }
    }

    private Task run(Code<?, Exception> code) {
        Task task =
                loop.newTask(
                        new TaskBody() {
                            @Override
                            public void run() throws Exception {
                                try {
                                    log.add(code.run());
                                } catch (Throwable thrown) {
                                    log.add(thrown);
                                    throw thrown;
                                }
                            }

                            @Override
                            public void ended(@Nullable Throwable failure) {}
                        });
        task.start();
        return task;
    }

    private Throwable thrown() {
        assertThat(log).singleElement().isInstanceOf(Throwable.class);
        return (Throwable) log.getFirst();
    }

    @Test
    void itParksUntilTheFutureIsDone() {
        Task task = run(() -> NettyAwait.await(promise));
        assertThat(task.isWaiting()).isTrue();
        promise.setSuccess("value");
        assertThat(log).containsExactly("value");
        assertThat(promise.listeners).isZero();
    }

    @Test
    void oneThatIsDoneDoesNotParkItAndGetsNoListener() {
        promise.setSuccess("value");
        Task task = run(() -> NettyAwait.await(promise));
        assertThat(task.hasEnded()).isTrue();
        assertThat(log).containsExactly("value");
        assertThat(promise.listeners).isZero();
    }

    @Test
    void theListenerMayBeCalledOnAnotherThreadAndTheTaskGoesOnOnItsOwn() {
        Thread thread = Thread.currentThread();
        Promise<String> foreign = new DefaultPromise<>(elsewhere);
        Task task =
                run(
                        () -> {
                            NettyAwait.await(foreign);
                            return Thread.currentThread() == thread;
                        });
        elsewhere.execute(() -> foreign.setSuccess("value"));
        while (!task.hasEnded()) {
            loop.runAll();
            Thread.onSpinWait();
        }
        assertThat(log).containsExactly(true);
    }

    @Test
    void aFailureIsTheCauseOfAnExecutionException() {
        IOException failure = new IOException("on purpose");
        run(() -> NettyAwait.await(promise));
        promise.setFailure(failure);
        assertThat(thrown())
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
    }

    @Test
    void aCancelledFutureThrowsItsCancellation() {
        run(() -> NettyAwait.await(promise));
        promise.cancel(false);
        assertThat(thrown())
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessageContaining("was cancelled");
    }

    @Test
    void aWaitThatIsGivenUpTakesItsListenerAwayAndLeavesTheFutureAlone() {
        Task task = run(() -> NettyAwait.await(promise));
        task.cancel("done");
        assertThat(thrown()).isExactlyInstanceOf(Cancelled.class);
        assertThat(promise.listeners).isZero();
        assertThat(promise.isDone()).isFalse();
    }

    @Test
    void aLaterWaitGetsWhatATimedOutOneDidNot() {
        run(
                () -> {
                    log.add(
                            Deadline.moveOnAfter(
                                    ofSeconds(1), () -> log.add(NettyAwait.await(promise))));
                    return NettyAwait.await(promise);
                });
        loop.advance(ofSeconds(1));
        promise.setSuccess("late");
        assertThat(log).containsExactly(false, "late");
    }

    @Test
    void aCancelledTaskDoesNotTakeAValueThatIsThere() {
        promise.setSuccess("value");
        run(
                () -> {
                    Task.current().cancel("early");
                    return NettyAwait.await(promise);
                });
        assertThat(thrown()).isExactlyInstanceOf(Cancelled.class);
    }

    @Test
    void aValueWinsOverACancellationOfTheSameMoment() {
        Task task = run(() -> NettyAwait.await(promise));
        run(
                () -> {
                    task.cancel("at once");
                    promise.setSuccess("value");
                    return "other";
                });
        assertThat(log).containsExactly("other", "value");
    }

    @Test
    void aCancellingWaitCancelsTheFutureWithItself() {
        run(() -> NettyAwait.cancelling(promise)).cancel("done");
        assertThat(promise.isCancelled()).isTrue();
        assertThat(thrown()).isExactlyInstanceOf(Cancelled.class);
    }

    @Test
    void theJdksAwaitTakesOneToo() {
        Promise<String> foreign = new DefaultPromise<>(elsewhere);
        Task task = run(() -> Await.await(foreign));
        foreign.setSuccess("value");
        while (!task.hasEnded()) {
            loop.runAll();
            Thread.onSpinWait();
        }
        assertThat(log).containsExactly("value");
    }

    @Test
    void aFutureOfTheChannelItselfIsWaitedForOnItsLoop() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("first");
                            ChannelFuture sent = connection.channel().write("second");
                            NettyAwait.await(sent); // flushed, since it parks
                            log.add("sent");
                        });
        assertThat(log).containsExactly("sent");
        assertThat(embedded.sent()).containsExactly("first", "second");
    }

    @Test
    void aVoidPromiseIsRefused() {
        Embedded embedded =
                Embedded.strings(
                        connection ->
                                NettyAwait.await(
                                        connection
                                                .channel()
                                                .write(
                                                        "lost",
                                                        connection.channel().voidPromise())));
        assertThat(embedded.passed.getFirst())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasToString("java.lang.IllegalStateException: void future");
    }

    @Test
    void outsideOfATaskItIsRefused() {
        assertThatThrownBy(() -> NettyAwait.await(promise))
                .isExactlyInstanceOf(IllegalStateException.class);
    }
}
