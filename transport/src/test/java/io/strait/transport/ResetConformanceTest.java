package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Connections that break. */
class ResetConformanceTest extends Conformance {

    private static void assertThatReadingFails(Connection<ByteBuf> connection) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(connection::read)
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(IOException.class)
                    .cause()
                    .isNotInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void aResetUnderAParkedReadIsAnIOExceptionAtEveryReadAndNobodyElseNotices() throws Exception {
        needs(Feature.RESET);
        try (Peer peer =
                        open(
                                connection -> {
                                    connection.write(connection.read());
                                    assertThatReadingFails(connection);
                                    log.add("reset");
                                });
                Peer other = open(Conformance::echo)) {
            peer.write("1");
            assertThat(peer.read(1)).isEqualTo("1");
            peer.reset();
            awaitLog("reset");
            other.write("2");
            assertThat(other.read(1)).isEqualTo("2");
        }
    }

    @Test
    void aResetWhileNobodyReadsIsFoundByTheNextRead() throws Exception {
        needs(Feature.RESET);
        Elsewhere elsewhere = new Elsewhere();
        Peer peer =
                open(
                        connection -> {
                            stay(elsewhere, connection);
                            assertThatReadingFails(connection);
                            log.add("reset");
                        });
        elsewhere.awaitArrival();
        peer.reset();
        elsewhere.callBack();
        awaitLog("reset");
    }

    /** A transport that notices the reset although nobody reads closes the channel at once. */
    private static void stay(Elsewhere elsewhere, Connection<?> connection) {
        try {
            elsewhere.stay(connection);
        } catch (IOException closed) {
            assertThat(connection.channel().isActive()).isFalse();
        }
    }

    @Test
    void ofWhatCameBeforeAResetABeginningIsReadAndThenItThrows() throws Exception {
        needs(Feature.RESET);
        Elsewhere elsewhere = new Elsewhere();
        byte[] sent = random(10_000);
        Peer peer =
                open(
                        connection -> {
                            stay(elsewhere, connection);
                            int received = 0;
                            try {
                                for (ByteBuf data;
                                        (data = connection.read()) != null;
                                        data.release())
                                    while (data.isReadable())
                                        assertThat(data.readByte()).isEqualTo(sent[received++]);
                                log.add("a regular end");
                            } catch (IOException e) {
                                log.add("reset");
                            }
                            assertThatReadingFails(connection);
                        });
        elsewhere.awaitArrival();
        peer.out().write(sent);
        peer.reset();
        elsewhere.callBack();
        awaitLog("reset");
    }

    @Test
    void aParkedWriterIsToldAlthoughTheChannelNeverBecomesWritableAgain() throws Exception {
        needs(Feature.RESET);
        resetWhileItWrites(
                connection ->
                        assertThatThrownBy(() -> fill(connection)).isInstanceOf(IOException.class));
    }

    /** The peer resets once the coroutine writes, and each read after that has to fail. */
    private void resetWhileItWrites(CoroutineHandler.Body<ByteBuf> writing) throws Exception {
        Peer peer =
                open(
                        connection -> {
                            writing.run(connection);
                            assertThatReadingFails(connection);
                            log.add("told");
                        });
        awaitUntil(() -> !log.isEmpty());
        peer.reset();
        awaitLog("writing", "told");
    }

    /* It may come before the writer has said that it was told. */
    private static Predicate<Throwable> ofASecondWrite() {
        return IOException.class::isInstance;
    }

    @Test
    void aResetThatAWriterFindsIsToldToAReaderThatIsParkedMeanwhile() throws Exception {
        needs(Feature.RESET);
        CompletableFuture<Connection<ByteBuf>> shared = new CompletableFuture<>();
        Peer peer =
                open(
                        connection -> {
                            shared.complete(connection);
                            assertThatReadingFails(connection);
                            log.add("reader told");
                        });
        shared.join();
        Peer other =
                open(
                        connection -> {
                            assertThatThrownBy(() -> fill(shared.join()))
                                    .isInstanceOf(IOException.class);
                            log.add("writer told");
                        });
        awaitUntil(() -> !log.isEmpty());
        peer.reset();
        awaitUntil(() -> log.size() == 3 || !failures.stream().allMatch(ofASecondWrite()));
        assertThat(log).containsExactlyInAnyOrder("writing", "writer told", "reader told");
        failures.removeIf(ofASecondWrite());
        assertThat(failures).isEmpty();
        other.close();
    }

    @Test
    void aResetThatAnotherHandlersWriteFindsIsToldToTheReader() throws Exception {
        needs(Feature.RESET);
        resetWhileItWrites(
                connection -> {
                    connection.channel().writeAndFlush(zeros(connection, 32 << 20));
                    log.add("writing");
                });
    }

    @Test
    void aParkedFlushIsTold() throws Exception {
        needs(Feature.RESET);
        resetWhileItWrites(
                connection -> {
                    connection.write(zeros(connection, 32 << 20));
                    log.add("writing");
                    assertThatThrownBy(connection::flush).isInstanceOf(IOException.class);
                    assertThatThrownBy(() -> connection.write(Embedded.buffer("too late")))
                            .isInstanceOf(IOException.class);
                });
    }

    /** Writes more than the peer takes, and is parked then. */
    private void fill(Connection<ByteBuf> connection) throws IOException {
        while (true) {
            connection.write(zeros(connection, 65_536));
            if (log.isEmpty()) log.add("writing");
        }
    }

    @Test
    void lingeringForNoTimeWeResetToo() throws Exception {
        needs(Feature.RESET);
        Peer peer =
                open(
                        connection -> {
                            connection.read().release();
                            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                        });
        peer.write("go");
        assertThatThrownBy(() -> peer.in().read()).isInstanceOf(IOException.class);
    }

    @Test
    void closingWithBytesUnreadInTheKernelResetsThePeer() throws Exception {
        needs(Feature.RESET_OF_UNREAD);
        Elsewhere elsewhere = new Elsewhere();
        Peer peer = open(elsewhere::stay);
        elsewhere.awaitArrival();
        peer.out().write(random(100_000));
        elsewhere.callBack();
        assertThatThrownBy(() -> peer.in().readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void aConnectionResetBeforeItWasAcceptedHarmsNobody() throws Exception {
        needs(Feature.RESET);
        Assumptions.assumeTrue(end.isServer(), "a client accepts nothing");
        open(Conformance::echo).close();
        CountDownLatch loopMayGoOn = new CountDownLatch(1);
        endpoints.ours().execute(() -> join(loopMayGoOn));
        Peer early =
                openPipeline(
                        pipeline -> {
                            log.add(pipeline.channel());
                            pipeline.addLast(coroutine(Conformance::echo));
                        });
        early.reset();
        loopMayGoOn.countDown();
        try (Peer next = open(Conformance::echo)) {
            next.write("served");
            assertThat(next.read(6)).isEqualTo("served");
        }
        Channel reset = (Channel) log.remove();
        awaitUntil(() -> !reset.isOpen());
        onTheLoopOf(reset, failures::clear); // its coroutine may have been told
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
