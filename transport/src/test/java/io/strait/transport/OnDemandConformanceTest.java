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
import org.junit.jupiter.api.Test;

/** The transport reads when a coroutine asks it to, once for each time. */
class OnDemandConformanceTest extends Conformance {
    private static final int ONE_READ = 1_000;
    private static final int SENT = 20 * ONE_READ;

    private final ReadCounter counter = new ReadCounter();
    private final Elsewhere elsewhere = new Elsewhere();

    /** A connection over a channel that reads a thousand bytes at once, and no more. */
    private Peer openCounted(boolean autoRead, CoroutineHandler.Body<ByteBuf> body)
            throws Exception {
        return openPipeline(
                pipeline -> {
                    limit(pipeline, autoRead);
                    pipeline.addLast("coroutine", coroutine(body));
                });
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
    private void letTheLoopGoRound() throws Exception {
        try (Peer other = open(Conformance::echo)) {
            for (int i = 0; i < 5; i++) {
                other.write("round");
                assertThat(other.read(5)).isEqualTo("round");
            }
        }
    }

    /** For the coroutine: is elsewhere first, and then reads all that {@link #send} sends. */
    private void receiveLater(Connection<ByteBuf> connection) throws IOException {
        elsewhere.stay(connection);
        int received = 0;
        while (received < SENT) {
            ByteBuf data = connection.read();
            received += data.readableBytes();
            data.release();
        }
        log.add(received);
    }

    @Test
    void eachReadThatFindsNothingAsksOnce() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        try (Peer peer =
                openCounted(
                        true,
                        connection -> {
                            log.add(connection.channel());
                            echo(connection);
                        })) {
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
        try (Peer peer = openCounted(autoRead, this::receiveLater)) {
            elsewhere.awaitArrival();
            send(peer);
            letTheLoopGoRound();
            assertThat(counter.asked()).isZero();
            assertThat(counter.bytes()).isZero();
            elsewhere.callBack();
            awaitLog(SENT);
        }
    }

    @Test
    void nothingIsReadWhileTheCoroutineThatReadIsElsewhere() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        try (Peer peer =
                openCounted(
                        true,
                        connection -> {
                            connection.read().release();
                            receiveLater(connection);
                        })) {
            peer.write("x");
            elsewhere.awaitArrival();
            send(peer);
            letTheLoopGoRound();
            assertThat(counter.asked()).isEqualTo(1 + counter.emptyBatches());
            assertThat(counter.bytes()).isEqualTo(1);
            elsewhere.callBack();
            awaitLog(SENT);
        }
    }

    @Test
    void ofAReadThatTimedOutOneReadsWorthWaits() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        try (Peer peer =
                openCounted(
                        true,
                        connection -> {
                            assertThatThrownBy(() -> connection.read(Duration.ZERO))
                                    .isInstanceOf(TimeoutException.class);
                            receiveLater(connection);
                        })) {
            elsewhere.awaitArrival();
            send(peer);
            awaitUntil(() -> counter.bytes() > 0);
            letTheLoopGoRound();
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
        try (Peer peer =
                openCounted(
                        true,
                        connection -> {
                            receiveLater(connection);
                            assertThat(connection.read()).isNull();
                            log.add("end");
                        })) {
            elsewhere.awaitArrival();
            send(peer);
            peer.shutdownOutput();
            letTheLoopGoRound();
            if (!end.medium().isNative()) assertThat(counter.bytes()).isZero();
            else if (!end.medium().isKQueue()) awaitUntil(() -> counter.bytes() == SENT);
            assertThat(counter.asked()).isZero();
            elsewhere.callBack();
            awaitLog(SENT, "end");
        }
    }

    @Test
    void afterTheEndOfInputNothingMoreIsAskedFor() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        needs(Feature.HALF_CLOSE);
        try (Peer peer =
                openCounted(
                        true,
                        connection -> {
                            assertThat(connection.read()).isNull();
                            int asked = counter.asked();
                            for (int i = 0; i < 5; i++) assertThat(connection.read()).isNull();
                            log.add(counter.asked() - asked);
                        })) {
            peer.shutdownOutput();
            awaitLog(0);
        }
    }

    @Test
    void addedToAChannelThatReadsItTakesWhatWasAskedForAndNoMore() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        try (Peer peer =
                openPipeline(
                        pipeline -> {
                            limit(pipeline, true);
                            log.add(pipeline.channel());
                        })) {
            awaitUntil(() -> counter.asked() > 0);
            Channel channel = (Channel) log.remove();
            onTheLoopOf(channel, () -> channel.pipeline().addLast(coroutine(this::receiveLater)));
            elsewhere.awaitArrival();
            send(peer);
            letTheLoopGoRound();
            assertThat(counter.bytes()).isLessThanOrEqualTo(ONE_READ);
            elsewhere.callBack();
            awaitLog(SENT);
        }
    }

    @Test
    void takenOutItLeavesAChannelThatDidNotReadByItselfAsItWas() throws Exception {
        needs(Feature.READS_ON_DEMAND);
        try (Peer peer =
                openCounted(
                        false,
                        connection -> {
                            log.add(connection.channel());
                            connection.read().release();
                            connection.channel().pipeline().remove("coroutine");
                            log.add("removed");
                        })) {
            peer.write("x");
            awaitUntil(() -> log.contains("removed"));
            Channel channel = (Channel) log.remove();
            send(peer);
            letTheLoopGoRound();
            assertThat(channel.config().isAutoRead()).isFalse();
            assertThat(counter.asked()).isEqualTo(1 + counter.emptyBatches());
            assertThat(counter.bytes()).isEqualTo(1);
        }
    }
}
