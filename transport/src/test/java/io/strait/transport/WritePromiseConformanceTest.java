package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.BlockingOperationException;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.concurrent.PromiseNotifier;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a handler in front, or whoever has it from there, does with the promise of a write. */
class WritePromiseConformanceTest extends Conformance {
    /** More bytes than the kernel takes for a peer that does not read. */
    private static final int MUCH = 32 << 20;

    private Peer openBehind(OnWrite.Action inFront, CoroutineHandler.Body<ByteBuf> body)
            throws Exception {
        return openPipeline(
                pipeline -> pipeline.addLast(new OnWrite(inFront)).addLast(coroutine(body)));
    }

    @Test
    void listenersAreToldOfEachWriteUnlessTheyWereRemoved() throws Exception {
        ChannelFutureListener removed = sent -> log.add("removed");
        try (Peer peer =
                openBehind(
                        (context, message, promise) -> {
                            promise.addListener(removed);
                            promise.addListener(sent -> log.add(sent.isSuccess()));
                            promise.removeListener(removed);
                            context.write(message, promise);
                        },
                        connection -> {
                            for (String word : List.of("a", "b", "c"))
                                connection.write(Embedded.buffer(word));
                            connection.flush();
                            log.add("flushed");
                        })) {
            assertThat(peer.readAll()).isEqualTo("abc");
            awaitLog(true, true, true, "flushed");
        }
    }

    @Test
    void aListenerMayCloseTheChannelWhenTheWriteIsSent() throws Exception {
        try (Peer peer =
                openBehind(
                        (context, message, promise) -> {
                            promise.addListener(sent -> context.close());
                            context.write(message, promise);
                        },
                        connection -> {
                            connection.write(Embedded.buffer("bye"));
                            assertThat(connection.read()).isNull();
                            log.add("end");
                        })) {
            assertThat(peer.readAll()).isEqualTo("bye");
            awaitLog("end");
        }
    }

    @Test
    void oneMessageMayBeSentInPartsWhosePromisesAreCombined() throws Exception {
        byte[] whole = random(300_000);
        try (Peer peer =
                openBehind(
                        (context, message, promise) -> {
                            ByteBuf data = (ByteBuf) message;
                            PromiseCombiner parts = new PromiseCombiner(context.executor());
                            while (data.isReadable()) {
                                int length = Math.min(1_000, data.readableBytes());
                                parts.add(context.write(data.readRetainedSlice(length)));
                            }
                            data.release();
                            parts.finish(promise);
                        },
                        connection -> {
                            connection.write(copy(connection, whole));
                            connection.flush();
                            log.add("flushed");
                            assertThat(connection.read()).isNull();
                        })) {
            assertThat(peer.in().readNBytes(whole.length)).isEqualTo(whole);
            awaitLog("flushed");
        }
    }

    @Test
    void aPartThatFailsFailsTheWhole() throws Exception {
        Assumptions.assumeTrue(end.medium().isSocket(), "it takes any object");
        ByteBuf whole = Embedded.buffer("a part, ");
        try (Peer peer =
                openBehind(
                        (context, message, promise) -> {
                            if (message != whole) {
                                context.write(message, promise);
                                return;
                            }
                            PromiseCombiner parts = new PromiseCombiner(context.executor());
                            parts.add(context.write(message));
                            parts.add(context.write("a string, and no encoder"));
                            parts.finish(promise);
                        },
                        connection -> {
                            connection.write(whole);
                            assertThatThrownBy(connection::flush)
                                    .isInstanceOf(IOException.class)
                                    .hasCauseInstanceOf(UnsupportedOperationException.class);
                            connection.write(Embedded.buffer("and another message"));
                        })) {
            assertThat(peer.readAll()).isEqualTo("a part, and another message");
        }
    }

    @Test
    void aPromiseThatFollowsItEndsAsItDoes() throws Exception {
        try (Peer peer =
                openBehind(
                        (context, message, promise) -> {
                            ChannelPromise follower = context.newPromise();
                            PromiseNotifier.cascade(follower, promise);
                            boolean unwanted = ((ByteBuf) message).toString(UTF_8).equals("2");
                            context.write(message, follower);
                            if (unwanted) promise.cancel(false);
                        },
                        connection -> {
                            connection.write(Embedded.buffer("1"));
                            assertThatThrownBy(() -> connection.write(Embedded.buffer("2")))
                                    .isInstanceOf(IOException.class)
                                    .hasCauseInstanceOf(CancellationException.class);
                            connection.write(Embedded.buffer("3"));
                            connection.flush();
                            log.add("flushed");
                        })) {
            assertThat(peer.readAll()).isEqualTo("13");
            awaitLog("flushed");
        }
    }

    @Test
    void aWriteThatIsCancelledBeforeItIsFlushedIsNotSentAndTheFlushThrows() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(new CancelsTheFirstWhenItFlushes())
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            connection.write(Embedded.buffer("1"));
                                                            connection.write(Embedded.buffer("2"));
                                                            assertThatThrownBy(connection::flush)
                                                                    .isInstanceOf(IOException.class)
                                                                    .hasCauseInstanceOf(
                                                                            CancellationException
                                                                                    .class);
                                                            connection.write(Embedded.buffer("3"));
                                                        })))) {
            assertThat(peer.readAll()).isEqualTo("23");
        }
    }

    private static final class CancelsTheFirstWhenItFlushes extends ChannelOutboundHandlerAdapter {
        private ChannelPromise first;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (first == null) first = promise;
            context.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            first.cancel(false);
            context.flush();
        }
    }

    @Test
    void aWriteThatIsUnderWayCannotBeCancelledAnyMore() throws Exception {
        needs(Feature.BACK_PRESSURE);
        CompletableFuture<ChannelPromise> seen = new CompletableFuture<>();
        try (Peer peer = openBehind(showing(seen), this::writeMuch)) {
            ChannelPromise promise = seen.get(60, TimeUnit.SECONDS);
            awaitUntil(() -> !promise.isCancellable());
            assertThat(promise.cancel(false)).isFalse();
            assertThat(promise.isDone()).isFalse();
            assertThat(length(peer)).isEqualTo(MUCH);
            awaitLog("flushed");
            assertThat(promise.isSuccess()).isTrue();
        }
    }

    /** Lets the test have the promise, too. */
    private static OnWrite.Action showing(CompletableFuture<ChannelPromise> seen) {
        return (context, message, promise) -> {
            seen.complete(promise);
            context.write(message, promise);
        };
    }

    private void writeMuch(Connection<ByteBuf> connection) throws IOException {
        connection.write(zeros(connection, MUCH));
        connection.flush();
        log.add("flushed");
    }

    private static long length(Peer peer) throws IOException {
        return peer.in().transferTo(OutputStream.nullOutputStream());
    }

    @Test
    void anotherThreadMayWaitForIt() throws Exception {
        needs(Feature.BACK_PRESSURE);
        CompletableFuture<ChannelPromise> seen = new CompletableFuture<>();
        try (Peer peer = openBehind(showing(seen), this::writeMuch)) {
            ChannelPromise promise = seen.get(60, TimeUnit.SECONDS);
            Thread waiting = awaitOnAnotherThread(promise);
            assertThat(length(peer)).isEqualTo(MUCH);
            waiting.join();
            assertThat(promise.isSuccess()).isTrue();
            awaitLog("flushed");
        }
    }

    @Test
    void aThreadThatWaitsForItIsToldOfItsFailure() throws Exception {
        needs(Feature.BACK_PRESSURE);
        CompletableFuture<ChannelPromise> seen = new CompletableFuture<>();
        Peer peer =
                openBehind(
                        showing(seen),
                        connection -> {
                            assertThatThrownBy(() -> writeMuch(connection))
                                    .isInstanceOf(IOException.class);
                            log.add("told");
                        });
        ChannelPromise promise = seen.get(60, TimeUnit.SECONDS);
        Thread waiting = awaitOnAnotherThread(promise);
        peer.close();
        waiting.join();
        assertThat(promise.cause()).isInstanceOf(IOException.class);
        assertThatThrownBy(promise::sync).isInstanceOf(IOException.class);
        awaitLog("told");
    }

    /** A thread that ends when the promise is done. When this returns, it waits. */
    private Thread awaitOnAnotherThread(ChannelPromise promise) {
        Thread waiting = Thread.ofPlatform().daemon().start(promise::awaitUninterruptibly);
        awaitUntil(() -> waiting.getState() == Thread.State.WAITING);
        return waiting;
    }

    @Test
    void toWaitForItOnItsOwnLoopIsRefused() throws Exception {
        try (Peer peer =
                openBehind(
                        (context, message, promise) -> {
                            assertThatThrownBy(promise::await)
                                    .isInstanceOf(BlockingOperationException.class);
                            context.write(message, promise);
                        },
                        connection -> connection.write(Embedded.buffer("not blocked")))) {
            assertThat(peer.readAll()).isEqualTo("not blocked");
        }
    }

    @Test
    @SuppressWarnings("deprecation") // It is how a handler gets a thread of its own.
    void itMayBeCompletedOnAnotherThread() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                endpoints.theirs(),
                                                new OnWrite(
                                                        WritePromiseConformanceTest::doWhatItSays))
                                        .addLast(coroutine(this::writeOneOfEach)))) {
            assertThat(peer.read(4)).isEqualTo("pass");
        }
        awaitUntil(() -> log.size() == 3);
        assertThat(List.of(log.remove(), log.remove())).containsExactly("swallowed", "passed on");
        awaitDestroyed();
    }

    private static void doWhatItSays(
            ChannelHandlerContext context, Object message, ChannelPromise promise) {
        EventLoop loop = context.channel().eventLoop();
        assertThat(loop.inEventLoop()).isFalse();
        loop.submit(() -> {}).syncUninterruptibly(); // the coroutine is parked in its flush now
        switch (((ByteBuf) message).toString(UTF_8)) {
            case "swallow" -> {
                ((ByteBuf) message).release();
                promise.setSuccess();
            }
            case "fail" -> {
                ((ByteBuf) message).release();
                promise.setFailure(new IllegalStateException("as it says"));
            }
            default -> context.write(message, promise);
        }
    }

    private void writeOneOfEach(Connection<ByteBuf> connection) throws IOException {
        connection.write(Embedded.buffer("swallow"));
        connection.flush();
        log.add("swallowed");
        connection.write(Embedded.buffer("fail"));
        assertThatThrownBy(connection::flush).hasRootCauseMessage("as it says");
        connection.write(Embedded.buffer("pass"));
        connection.flush();
        log.add("passed on");
        assertThat(connection.read()).isNull();
        log.add(connection.channel().pipeline());
    }
}
