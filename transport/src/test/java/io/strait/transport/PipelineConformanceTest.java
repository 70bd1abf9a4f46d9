package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.strait.task.Cancelled;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What other handlers do around ours, while it runs. */
class PipelineConformanceTest extends Conformance {

    /** Turns each byte around: twice of it, and nothing has happened. */
    private static final class Complement extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf data = (ByteBuf) message;
            for (int i = data.readerIndex(); i < data.writerIndex(); i++)
                data.setByte(i, ~data.getByte(i));
            context.fireChannelRead(data);
        }
    }

    @Test
    void handlersInFrontMayComeAndGoBetweenTwoReads() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            for (int i = 0; i < 20; i++) {
                                Complement complement = new Complement();
                                connection.channel().pipeline().addFirst(complement);
                                connection.write(connection.read());
                                connection.channel().pipeline().remove(complement);
                                connection.write(connection.read());
                            }
                        })) {
            for (int i = 0; i < 20; i++) {
                peer.out().write(5);
                assertThat(peer.in().read()).isEqualTo(~5 & 0xff);
                peer.out().write(7);
                assertThat(peer.in().read()).isEqualTo(7);
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void handlersMayComeAndGoUnderAParkedRead() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            log.add(connection);
                            echo(connection);
                        })) {
            awaitUntil(() -> !log.isEmpty());
            Channel channel = ((Connection<?>) log.remove()).channel();
            for (int i = 0; i < 20; i++) {
                Complement inFront = new Complement();
                Complement behind = new Complement();
                onTheLoopOf(channel, () -> channel.pipeline().addFirst(inFront).addLast(behind));
                peer.out().write(5);
                assertThat(peer.in().read()).isEqualTo(~5 & 0xff);
                onTheLoopOf(channel, () -> channel.pipeline().remove(behind).remove(inFront));
                peer.out().write(7);
                assertThat(peer.in().read()).isEqualTo(7);
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aHandlerInFrontMayCallUsWhileItIsBeingCalled() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(new DeliversWhileItIsWrittenTo())
                                        .addLast(coroutine(Conformance::echo)))) {
            peer.write("a");
            assertThat(peer.read(4)).isEqualTo("aaaa");
        }
        assertThat(failures).isEmpty();
    }

    /** Of the first three buffers that it is given to send it hands a copy back, as if received. */
    private static final class DeliversWhileItIsWrittenTo extends ChannelOutboundHandlerAdapter {
        private int copies = 3;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (copies-- > 0) {
                context.fireChannelRead(((ByteBuf) message).copy());
                context.fireChannelReadComplete();
            }
            context.write(message, promise);
        }
    }

    @Test
    void aHandlerInFrontMayDeliverWhileItIsAskedToReadOrToFlush() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                new ChannelOutboundHandlerAdapter() {
                                                    private int deliveries = 2;

                                                    @Override
                                                    public void read(
                                                            ChannelHandlerContext context) {
                                                        deliver(context, "r");
                                                        context.read();
                                                    }

                                                    @Override
                                                    public void flush(
                                                            ChannelHandlerContext context) {
                                                        deliver(context, "f");
                                                        context.flush();
                                                    }

                                                    private void deliver(
                                                            ChannelHandlerContext context,
                                                            String text) {
                                                        if (deliveries-- <= 0) return;
                                                        context.fireChannelRead(
                                                                Embedded.buffer(text));
                                                        context.fireChannelReadComplete();
                                                    }
                                                })
                                        .addLast(coroutine(Conformance::echo)))) {
            assertThat(peer.read(2)).matches("r[rf]");
            peer.write("x");
            assertThat(peer.read(1)).isEqualTo("x");
        }
        assertThat(failures).isEmpty();
    }

    /**
     * Without the peer's end: over epoll Netty is asked to read after it has taken the socket out
     * of its set, if the request comes by way of another thread, and that fails.
     */
    @Test
    @SuppressWarnings("deprecation") // It is how a handler gets a thread of its own.
    void aHandlerInFrontMayRunOnAnotherThread() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        byte[] sent = random(1_000_000);
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(endpoints.theirs(), new KnowsThatItIsElsewhere())
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            echo(connection, sent.length);
                                                            log.add(
                                                                    connection
                                                                            .channel()
                                                                            .pipeline());
                                                        })))) {
            Thread writer = meanwhile(() -> peer.out().write(sent));
            assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
            writer.join();
        }
        awaitDestroyed();
    }

    private static void echo(Connection<ByteBuf> connection, int length) throws IOException {
        for (int echoed = 0; echoed < length; ) {
            ByteBuf data = connection.read();
            echoed += data.readableBytes();
            connection.write(data);
        }
    }

    private static final class KnowsThatItIsElsewhere extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            assertThat(context.channel().eventLoop().inEventLoop()).isFalse();
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            assertThat(context.channel().eventLoop().inEventLoop()).isFalse();
            context.write(message, promise);
        }
    }

    @Test
    void aHandlersFailureIsThrownOnceAtItsPlaceAndTheReadsGoOn() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                new ChannelInboundHandlerAdapter() {
                                                    @Override
                                                    public void channelRead(
                                                            ChannelHandlerContext context,
                                                            Object message) {
                                                        if (((ByteBuf) message)
                                                                        .getByte(
                                                                                ((ByteBuf) message)
                                                                                        .readerIndex())
                                                                != '!') {
                                                            context.fireChannelRead(message);
                                                            return;
                                                        }
                                                        ((ByteBuf) message).release();
                                                        throw new IllegalArgumentException("bad");
                                                    }
                                                })
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            connection.write(connection.read());
                                                            assertThatThrownBy(connection::read)
                                                                    .isInstanceOf(IOException.class)
                                                                    .hasRootCauseMessage("bad");
                                                            connection.write(
                                                                    Embedded.buffer("caught"));
                                                            echo(connection);
                                                        })))) {
            peer.write("good");
            assertThat(peer.read(4)).isEqualTo("good");
            peer.write("!");
            assertThat(peer.read(6)).isEqualTo("caught");
            peer.write("and on");
            assertThat(peer.read(6)).isEqualTo("and on");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void userEventsPassThrough() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                coroutine(
                                                        connection -> {
                                                            connection
                                                                    .channel()
                                                                    .pipeline()
                                                                    .fireUserEventTriggered(
                                                                            "event");
                                                            log.add("fired");
                                                            echo(connection);
                                                        }))
                                        .addLast(
                                                new ChannelInboundHandlerAdapter() {
                                                    @Override
                                                    public void userEventTriggered(
                                                            ChannelHandlerContext context,
                                                            Object event) {
                                                        log.add(event);
                                                    }
                                                }))) {
            awaitLog("event", "fired");
            peer.write("x");
            assertThat(peer.read(1)).isEqualTo("x");
        }
    }

    @Test
    void aChannelThatIsTakenToAnotherLoopIsClosedAndItsCoroutineTold() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Peer peer =
                open(
                        connection -> {
                            log.add(connection);
                            assertThatThrownBy(connection::read)
                                    .isInstanceOf(IOException.class)
                                    .hasMessageContaining("taken off its event loop");
                            assertThatThrownBy(() -> connection.write(Embedded.buffer("too late")))
                                    .isInstanceOf(IOException.class);
                            log.add("told on " + connection.channel().eventLoop().inEventLoop());
                        });
        awaitUntil(() -> !log.isEmpty());
        Channel channel = ((Connection<?>) log.remove()).channel();
        channel.deregister().await();
        ChannelFuture registered = endpoints.theirs().register(channel).await();
        assertThat(registered.isSuccess()).isFalse();
        channel.closeFuture().await();
        assertThat(peer.in().read()).isEqualTo(-1);
        awaitLog("told on true");
    }

    @Test
    void aFlushThatIsParkedFailsWhenTheChannelIsTakenToAnotherLoop() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Elsewhere elsewhere = new Elsewhere();
        Peer peer =
                open(
                        connection -> {
                            log.add(connection);
                            assertThatThrownBy(() -> elsewhere.stay(connection))
                                    .isInstanceOf(IOException.class);
                            log.add("told");
                        });
        elsewhere.awaitArrival();
        ((Connection<?>) log.remove()).channel().deregister().await();
        awaitLog("told");
        assertThat(peer.in().read()).isEqualTo(-1);
    }

    @Test
    void aCoroutineThatWaitsForAnotherConnectionIsCancelledWhenItsOwnIsTakenToAnotherLoop()
            throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Elsewhere elsewhere = new Elsewhere();
        Peer other =
                open(
                        connection -> {
                            log.add(connection);
                            elsewhere.stay(connection); // and leaves the reading to the other one
                            connection.write(Embedded.buffer("unharmed"));
                        });
        elsewhere.awaitArrival();
        Connection<?> others = (Connection<?>) log.remove();
        Peer peer =
                open(
                        connection -> {
                            log.add(connection);
                            assertThatThrownBy(others::read).isInstanceOf(Cancelled.class);
                            log.add("cancelled");
                        });
        awaitUntil(() -> !log.isEmpty());
        ((Connection<?>) log.remove()).channel().deregister().await();
        awaitLog("cancelled");
        assertThat(peer.in().read()).isEqualTo(-1);
        elsewhere.callBack();
        assertThat(other.readAll()).isEqualTo("unharmed");
    }

    @Test
    void removedInTheMiddleOfABatchItHandsOnWhatIsQueuedInOrder() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(new FixedLengthFrameDecoder(1))
                                        .addLast(new RemovesTheCoroutineAt('d'))
                                        .addLast("coroutine", coroutine(this::echoUntilCancelled))
                                        .addLast(new EchoesInItsOwnWay()))) {
            peer.write("abcdef");
            assertThat(peer.read(6)).isEqualTo("abcdef");
            awaitLog("cancelled");
            peer.write("gh");
            assertThat(peer.read(2)).isEqualTo("gh");
        }
    }

    private void echoUntilCancelled(Connection<ByteBuf> connection) throws IOException {
        try {
            echo(connection);
        } catch (Cancelled e) {
            log.add("cancelled");
            throw e;
        }
    }

    private static final class RemovesTheCoroutineAt extends ChannelInboundHandlerAdapter {
        private final char mark;

        RemovesTheCoroutineAt(char mark) {
            this.mark = mark;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf data = (ByteBuf) message;
            if (data.getByte(data.readerIndex()) == mark) context.pipeline().remove("coroutine");
            context.fireChannelRead(message);
        }
    }

    private static final class EchoesInItsOwnWay extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }
}
