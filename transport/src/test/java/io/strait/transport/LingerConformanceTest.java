package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a channel closes with {@link Linger}, on every medium and at either end. */
class LingerConformanceTest extends Conformance {
    /** A test that needs it fails by its own time. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final Duration SHORT = Duration.ofMillis(30);

    @Test
    void whatWasWrittenArrivesAndThenTheEnd() throws Exception {
        byte[] answer = random(2_000_000);
        try (Peer peer =
                open(
                        connection -> {
                            connection.read().release();
                            connection.channel().write(copy(connection, answer)); // not flushed
                            Linger.close(connection.channel(), SHORT, LONG);
                            assertThat(connection.read()).isNull();
                        })) {
            peer.write("!");
            assertThat(peer.in().readAllBytes()).isEqualTo(answer);
        }
    }

    @Test
    void aPeerThatGoesOnSendingGetsAllOfItsAnswerAndIsNotReset() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        byte[] answer = random(50_000); // fits into the kernel
        try (Peer peer =
                open(
                        connection -> {
                            connection.channel().pipeline().addFirst(new Linger(LONG, LONG));
                            connection.read().release();
                            connection.write(copy(connection, answer));
                        })) { // ends, which closes
            peer.write("!");
            peer.out().write(random(500_000)); // nobody reads that any more
            assertThat(peer.in().readAllBytes()).isEqualTo(answer);
            peer.out().write(random(500_000));
            peer.shutdownOutput();
            awaitUntil(this::noneRuns);
        }
    }

    @Test
    void itClosesWhenThePeerHasEndedItsOutputToo() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        try (Peer peer = open(connection -> closing(connection, LONG, LONG))) {
            ChannelFuture closed = awaitClosing();
            assertThat(peer.readAll()).isEqualTo("bye");
            assertThat(closed.isDone()).isFalse();
            peer.shutdownOutput();
            awaitUntil(closed::isSuccess);
        }
    }

    @Test
    void itClosesAtOnceIfThePeerHasEndedItsOutputBefore() throws Exception {
        needs(Feature.HALF_CLOSE);
        try (Peer peer =
                open(
                        connection -> {
                            assertThat(connection.read()).isNull();
                            closing(connection, LONG, LONG);
                        })) {
            peer.shutdownOutput();
            awaitUntil(awaitClosing()::isSuccess);
            assertThat(peer.readAll()).isEqualTo("bye");
        }
    }

    @Test
    void anEndThatAHandlerInFrontHasMadeUpIsNotThePeers() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        try (Peer peer =
                open(
                        connection -> {
                            connection.channel().pipeline().addFirst(new Linger(LONG, LONG));
                            log.add(connection.channel().closeFuture());
                            assertThat(connection.read()).isNull();
                        })) { // ends, which closes
            ChannelFuture closed = awaitClosing();
            onTheLoopOf(
                    closed.channel(),
                    () ->
                            closed.channel()
                                    .pipeline()
                                    .fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
            assertThat(peer.readAll()).isEmpty();
            onTheLoopOf(closed.channel(), () -> log.add(closed.channel().isOpen()));
            assertThat(log.toArray()[1]).isEqualTo(true);
            peer.shutdownOutput();
            awaitUntil(closed::isSuccess);
        }
    }

    @Test
    void itClosesWhenThePeerIsQuiet() throws Exception {
        try (Peer peer = open(connection -> closing(connection, SHORT, LONG))) {
            awaitUntil(awaitClosing()::isSuccess);
            assertThat(peer.readAll()).isEqualTo("bye");
        }
    }

    @Test
    void aPeerThatTakesNothingIsClosedAtTheTimeout() throws Exception {
        needs(Feature.BACK_PRESSURE);
        try (Peer peer =
                open(
                        connection -> {
                            connection.channel().write(zeros(connection, 32 << 20));
                            log.add(Linger.close(connection.channel(), SHORT, SHORT));
                        })) {
            awaitUntil(awaitClosing()::isSuccess);
            assertThat(peer).isNotNull();
        }
    }

    @Test
    void aPeerThatResetsEndsIt() throws Exception {
        needs(Feature.RESET);
        try (Peer peer = open(connection -> closing(connection, LONG, LONG))) {
            ChannelFuture closed = awaitClosing();
            assertThat(peer.readAll()).isEqualTo("bye");
            peer.reset();
            awaitUntil(closed::isSuccess);
        }
    }

    @Test
    void afterTheCloseWritesFailAsThoseToAClosedChannel() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        try (Peer peer =
                open(
                        connection -> {
                            closing(connection, LONG, LONG);
                            log.add(connection.channel().write(zeros(connection, 1)));
                        })) {
            ChannelFuture closed = awaitClosing();
            awaitUntil(() -> log.size() == 2);
            ChannelFuture refused = (ChannelFuture) log.toArray()[1];
            awaitUntil(refused::isDone);
            assertThat(refused.cause()).isInstanceOf(ClosedChannelException.class);
            assertThat(peer.readAll()).isEqualTo("bye");
            peer.shutdownOutput();
            awaitUntil(closed::isSuccess);
        }
    }

    @Test
    void aSecondCloseJoinsTheFirst() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        try (Peer peer =
                open(
                        connection -> {
                            closing(connection, LONG, LONG);
                            log.add(Linger.close(connection.channel(), SHORT, SHORT));
                            log.add(connection.channel().close());
                        })) {
            assertThat(peer.readAll()).isEqualTo("bye");
            awaitUntil(() -> log.size() == 3);
            assertThat(log).noneMatch(closed -> ((ChannelFuture) closed).isDone());
            peer.shutdownOutput();
            awaitUntil(() -> log.stream().allMatch(closed -> ((ChannelFuture) closed).isSuccess()));
        }
    }

    @Test
    void withoutTimeItClosesAtOnce() throws Exception {
        try (Peer peer =
                open(
                        connection ->
                                log.add(Linger.close(connection.channel(), LONG, Duration.ZERO)))) {
            awaitUntil(awaitClosing()::isSuccess);
            assertThat(peer.readAll()).isEmpty();
        }
    }

    @Test
    void anyThreadMayAskForIt() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            log.add(connection.channel());
                            assertThat(connection.read()).isNull();
                        })) {
            awaitUntil(() -> !log.isEmpty());
            ChannelFuture closed = Linger.close((Channel) log.remove(), SHORT, LONG);
            awaitUntil(closed::isSuccess);
            assertThat(peer.readAll()).isEmpty();
            assertThat(Linger.close(closed.channel(), SHORT, LONG).isSuccess()).isTrue();
        }
    }

    private void closing(Connection<?> connection, Duration quietPeriod, Duration timeout)
            throws IOException {
        connection.channel().write(Embedded.buffer("bye"));
        log.add(Linger.close(connection.channel(), quietPeriod, timeout));
    }

    private ChannelFuture awaitClosing() {
        awaitUntil(() -> !log.isEmpty());
        return (ChannelFuture) log.element();
    }
}
