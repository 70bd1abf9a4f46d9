package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The transport reads when a coroutine asks it to, once for each time. */
class OnDemandConformanceTest extends Conformance {
    private static final int ONE_READ = 1_000;
    private static final int SENT = 20 * ONE_READ;

    private final ReadCounter counter = new ReadCounter();

    /** A channel that reads a thousand bytes at once, and no more. */
    private Consumer<ChannelPipeline> counted(
            boolean autoRead, CoroutineHandler.Body<ByteBuf> body) {
        return pipeline -> {
            limit(pipeline, autoRead);
            pipeline.addLast("coroutine", coroutine(body));
        };
    }

    @SuppressWarnings("deprecation") // It is how Netty's own tests limit what one read takes.
    private void limit(ChannelPipeline pipeline, boolean autoRead) {
        FixedRecvByteBufAllocator small = new FixedRecvByteBufAllocator(ONE_READ);
        small.maxMessagesPerRead(1);
        pipeline.channel().config().setOption(ChannelOption.RECVBUF_ALLOCATOR, small);
        pipeline.channel().config().setAutoRead(autoRead);
        pipeline.addLast(counter);
    }

    private static void send(Peer peer) throws Exception {
        for (int sent = 0; sent < SENT; sent += ONE_READ) peer.out().write(new byte[ONE_READ]);
    }

    /** What the loop could do without being asked, it has done after that. */
    private static void letTheLoopGoRound(Peer other) throws Exception {
        for (int i = 0; i < 5; i++) {
            other.write("round");
            assertThat(other.read(5)).isEqualTo("round");
        }
    }

    @Test
    void eachReadThatFindsNothingAsksOnce() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        try (Peer peer =
                openPipeline(
                        counted(
                                true,
                                connection -> {
                                    log.add(connection.channel());
                                    echo(connection);
                                }))) {
            for (int i = 0; i < 20; i++) {
                peer.write("x");
                assertThat(peer.read(1)).isEqualTo("x");
            }
            Channel channel = (Channel) log.remove();
            onTheLoopOf(channel, () -> log.add(counter.asked() - counter.emptyBatches()));
            awaitLog(21); // and the one that waits
        }
    }

    @Test
    void nothingIsReadBeforeTheCoroutineAsksAlsoIfAutoReadWasOn() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        nothingIsReadBeforeTheCoroutineAsks(true);
    }

    @Test
    void nothingIsReadBeforeTheCoroutineAsksAlsoIfAutoReadWasOff() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        nothingIsReadBeforeTheCoroutineAsks(false);
    }

    private void nothingIsReadBeforeTheCoroutineAsks(boolean autoRead) throws Exception {
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                        openPipeline(
                                counted(
                                        autoRead,
                                        connection -> {
                                            elsewhere.stay(connection);
                                            log.add(receive(connection));
                                        }));
                Peer other = open(Conformance::echo)) {
            elsewhere.awaitArrival();
            send(peer);
            letTheLoopGoRound(other);
            assertThat(counter.asked()).isZero();
            assertThat(counter.bytes()).isZero();
            elsewhere.callBack();
            awaitLog(SENT);
        }
    }

    private static int receive(Connection<ByteBuf> connection) throws IOException {
        int received = 0;
        while (received < SENT) {
            ByteBuf data = connection.read();
            received += data.readableBytes();
            data.release();
        }
        return received;
    }

    @Test
    void nothingIsReadWhileTheCoroutineThatReadIsElsewhere() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                        openPipeline(
                                counted(
                                        true,
                                        connection -> {
                                            connection.read().release();
                                            elsewhere.stay(connection);
                                            log.add(receive(connection));
                                        }));
                Peer other = open(Conformance::echo)) {
            peer.write("x");
            elsewhere.awaitArrival();
            send(peer);
            letTheLoopGoRound(other);
            assertThat(counter.asked()).isEqualTo(1 + counter.emptyBatches());
            assertThat(counter.bytes()).isEqualTo(1);
            elsewhere.callBack();
            awaitLog(SENT);
        }
    }

    @Test
    void ofAReadThatTimedOutOneReadsWorthWaits() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                        openPipeline(
                                counted(
                                        true,
                                        connection -> {
                                            assertThatThrownBy(() -> connection.read(Duration.ZERO))
                                                    .isInstanceOf(TimeoutException.class);
                                            elsewhere.stay(connection);
                                            log.add(receive(connection));
                                        }));
                Peer other = open(Conformance::echo)) {
            elsewhere.awaitArrival();
            send(peer);
            awaitUntil(() -> counter.bytes() > 0);
            letTheLoopGoRound(other);
            assertThat(counter.bytes()).isBetween(1, ONE_READ);
            elsewhere.callBack();
            awaitLog(SENT);
        }
    }

    /**
     * Netty's own sockets, unlike the JDK's, read up to the peer's end of output as soon as they
     * are told of it, asked or not. On a Mac kqueue has a say in that.
     */
    @Test
    void whatThePeerEndedWithWaitsInTheKernelOrInOurQueue() throws Exception {
        needs(Feature.HALF_CLOSE);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                        openPipeline(
                                counted(
                                        true,
                                        connection -> {
                                            elsewhere.stay(connection);
                                            log.add(receive(connection));
                                            assertThat(connection.read()).isNull();
                                            log.add("end");
                                        }));
                Peer other = open(Conformance::echo)) {
            elsewhere.awaitArrival();
            send(peer);
            peer.shutdownOutput();
            letTheLoopGoRound(other);
            if (!end.medium().isNative()) assertThat(counter.bytes()).isZero();
            else if (!end.medium().isKQueue()) awaitUntil(() -> counter.bytes() == SENT);
            assertThat(counter.asked()).isZero();
            elsewhere.callBack();
            awaitLog(SENT, "end");
        }
    }

    @Test
    void addedToAChannelThatReadsItTakesWhatWasAskedForAndNoMore() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                        openPipeline(
                                pipeline -> {
                                    limit(pipeline, true);
                                    log.add(pipeline.channel());
                                });
                Peer other = open(Conformance::echo)) {
            awaitUntil(() -> counter.asked() > 0);
            Channel channel = (Channel) log.remove();
            onTheLoopOf(
                    channel,
                    () ->
                            channel.pipeline()
                                    .addLast(
                                            coroutine(
                                                    connection -> {
                                                        elsewhere.stay(connection);
                                                        log.add(receive(connection));
                                                    })));
            elsewhere.awaitArrival();
            send(peer);
            letTheLoopGoRound(other);
            assertThat(counter.bytes()).isLessThanOrEqualTo(ONE_READ);
            elsewhere.callBack();
            awaitLog(SENT);
        }
    }

    @Test
    void takenOutItLeavesAChannelThatDidNotReadByItselfAsItWas() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        try (Peer peer =
                        openPipeline(
                                counted(
                                        false,
                                        connection -> {
                                            log.add(connection.channel());
                                            connection.read().release();
                                            connection.channel().pipeline().remove("coroutine");
                                            log.add("removed");
                                        }));
                Peer other = open(Conformance::echo)) {
            peer.write("x");
            awaitUntil(() -> log.contains("removed"));
            Channel channel = (Channel) log.remove();
            send(peer);
            letTheLoopGoRound(other);
            assertThat(channel.config().isAutoRead()).isFalse();
            assertThat(counter.asked()).isEqualTo(1 + counter.emptyBatches());
            assertThat(counter.bytes()).isEqualTo(1);
        }
    }
}
