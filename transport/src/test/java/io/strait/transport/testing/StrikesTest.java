package io.strait.transport.testing;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.strait.task.Mailbox;
import io.strait.task.Select;
import io.strait.task.TaskScope;
import io.strait.transport.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// A connection's code, struck wherever it suspends: no byte is lost, nothing leaks, and who was
/// written to has got each message whole or not at all.
class StrikesTest {
    /// What the code of a connection has done.
    private static final class Log {
        final StringBuilder read = new StringBuilder();
        final StringBuilder queued = new StringBuilder(); // what its writes have taken

        void readAll(Connection<ByteBuf> connection) throws IOException {
            for (ByteBuf data; (data = connection.read()) != null; ) take(data);
        }

        void take(ByteBuf data) {
            read.append(data.toString(StandardCharsets.UTF_8));
            data.release();
        }

        void write(Connection<ByteBuf> connection, String text) throws IOException {
            connection.write(ByteBufUtil.writeUtf8(connection.channel().alloc(), text));
            queued.append(text);
        }

        void write(Connection<ByteBuf> connection, String text, Duration timeout)
                throws IOException, TimeoutException {
            connection.write(ByteBufUtil.writeUtf8(connection.channel().alloc(), text), timeout);
            queued.append(text);
        }
    }

    /* More than half of the high water mark, so that the third has to wait for a peer that takes nothing. */
    private static String large(int number) {
        return ("<" + number + ">").repeat(12_000);
    }

    /* Takes nothing at first, then some, then everything. */
    private static void takeSlowly(Strikes.Run run, Peer peer) {
        peer.pause();
        run.scenario().untilAllParked();
        for (int i = 0; i < 4; i++) {
            run.scenario().clock().advance(ofMillis(500));
            peer.take(50_000);
            run.scenario().untilAllParked();
        }
        peer.resume();
    }

    private static void gotWhatWasQueued(Strikes.Run run, Peer peer, Log log) {
        run.atEnd(() -> assertThat(peer.received()).isEqualTo(log.queued.toString()));
    }

    @Test
    void read() {
        int suspensions =
                Strikes.at(
                                run -> {
                                    Log log = new Log();
                                    Peer peer = run.connect(log::readAll, log::readAll);
                                    for (String each : List.of("a", "bc", "d")) {
                                        peer.send(each);
                                        run.scenario().untilAllParked();
                                    }
                                    peer.send("e");
                                    peer.send("f");
                                    run.atEnd(() -> assertThat(log.read).hasToString("abcdef"));
                                })
                        .check();
        assertThat(suspensions).isEqualTo(6);
    }

    @Test
    void readWithATimeout() {
        int suspensions =
                Strikes.at(
                                run -> {
                                    Log log = new Log();
                                    Peer peer =
                                            run.connect(
                                                    connection -> readInTime(connection, log),
                                                    log::readAll);
                                    for (String each : List.of("a", "bc", "d")) {
                                        peer.send(each);
                                        run.scenario().clock().advance(ofMillis(1_500));
                                    }
                                    run.atEnd(() -> assertThat(log.read).hasToString("abcd"));
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(6);
    }

    private static void readInTime(Connection<ByteBuf> connection, Log log) throws IOException {
        boolean glance = false;
        while (true) {
            try {
                ByteBuf data = connection.read(glance ? Duration.ZERO : ofSeconds(1));
                if (data == null) return;
                log.take(data);
            } catch (TimeoutException nothing) {
                glance = !glance;
            }
        }
    }

    @Test
    void writeToAPeerThatIsSlow() {
        int suspensions =
                Strikes.at(
                                run -> {
                                    Log log = new Log();
                                    Peer peer =
                                            run.connect(
                                                    connection -> {
                                                        for (int i = 0; i < 8; i++)
                                                            log.write(connection, large(i));
                                                    },
                                                    log::readAll);
                                    takeSlowly(run, peer);
                                    gotWhatWasQueued(run, peer, log);
                                })
                        .check();
        assertThat(suspensions).isEqualTo(3);
    }

    /// Each of them waits behind the others.
    @Test
    void writeBehindAnotherWriter() {
        int suspensions =
                Strikes.at(
                                run -> {
                                    Log log = new Log();
                                    Peer peer =
                                            run.connect(
                                                    connection -> writeThree(connection, log),
                                                    log::readAll);
                                    takeSlowly(run, peer);
                                    gotWhatWasQueued(run, peer, log);
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(5);
    }

    private static void writeThree(Connection<ByteBuf> connection, Log log) throws Exception {
        TaskScope.run(
                scope -> {
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        scope.fork(
                                () -> {
                                    for (int k = 0; k < 3; k++) {
                                        try {
                                            log.write(
                                                    connection,
                                                    large(10 * number + k),
                                                    ofMillis(700));
                                        } catch (TimeoutException tooSlow) {
                                            // This one is not queued; the next may be.
                                        }
                                    }
                                });
                    }
                    log.write(connection, large(99));
                    return null;
                });
    }

    @Test
    void flush() {
        int suspensions =
                Strikes.at(
                                run -> {
                                    Log log = new Log();
                                    Peer peer =
                                            run.connect(
                                                    connection -> writeAndFlush(connection, log),
                                                    log::readAll);
                                    takeSlowly(run, peer);
                                    gotWhatWasQueued(run, peer, log);
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(3);
    }

    private static void writeAndFlush(Connection<ByteBuf> connection, Log log) throws IOException {
        for (int i = 0; i < 4; i++) {
            log.write(connection, large(i));
            try {
                connection.flush(ofMillis(300));
            } catch (TimeoutException tooSlow) {
                connection.flush();
            }
        }
    }

    /// What was written arrives, and what the peer still says is read.
    @Test
    void shutdownOutput() {
        int suspensions =
                Strikes.at(
                                run -> {
                                    Log log = new Log();
                                    Peer peer =
                                            run.connect(
                                                    connection -> {
                                                        for (int i = 0; i < 2; i++)
                                                            log.write(connection, large(i));
                                                        connection.shutdownOutput();
                                                        log.readAll(connection);
                                                    },
                                                    log::readAll);
                                    takeSlowly(run, peer);
                                    peer.send("still here");
                                    gotWhatWasQueued(run, peer, log);
                                    run.atEnd(
                                            () -> {
                                                peer.expectEnd();
                                                assertThat(log.read).hasToString("still here");
                                            });
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(2);
    }

    /// Of a peer that says something, one that says something else, and one to whom something can
    /// be said.
    @Test
    void select() {
        int suspensions =
                Strikes.at(
                                run -> {
                                    Log log = new Log();
                                    Mailbox<String> room = new Mailbox<>(10);
                                    StringBuilder heard = new StringBuilder();
                                    Peer peer =
                                            run.connect(
                                                    connection ->
                                                            hearAll(connection, room, heard, log),
                                                    log::readAll);
                                    peer.pause();
                                    for (int i = 0; i < 4; i++) {
                                        peer.send("p" + i);
                                        room.offer("r" + i);
                                        run.scenario().untilAllParked();
                                        peer.take(40_000);
                                    }
                                    peer.send("p4");
                                    run.scenario().untilAllParked();
                                    gotWhatWasQueued(run, peer, log);
                                    run.atEnd(
                                            () -> {
                                                assertThat(log.read).hasToString("p0p1p2p3p4");
                                                room.drain().forEach(heard::append);
                                                assertThat(heard).hasToString("r0r1r2r3");
                                            });
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(8);
    }

    private static void hearAll(
            Connection<ByteBuf> connection, Mailbox<String> room, StringBuilder heard, Log log)
            throws IOException, TimeoutException {
        Select select = new Select();
        Select.Case<ByteBuf, IOException> said = select.on(connection.reading());
        Select.Case<String, RuntimeException> told = select.on(room.taking());
        Select.Case<?, ?> free = select.on(connection.writable());
        for (int sent = 0; ; ) {
            Select.Case<?, ?> ready = select.await();
            if (ready == told) {
                heard.append(told.get());
            } else if (ready == free) {
                log.write(connection, large(sent), Duration.ZERO); // which doesn't wait
                if (++sent == 6) free.remove();
            } else {
                ByteBuf data = said.get();
                if (data == null) return;
                log.take(data);
            }
        }
    }

    // The tool itself.

    @Test
    void whatIsLostIsFound() {
        assertThatThrownBy(
                        () ->
                                Strikes.at(
                                                run -> {
                                                    Log log = new Log();
                                                    Peer peer =
                                                            run.connect(
                                                                    connection -> {
                                                                        ByteBuf data =
                                                                                connection.read();
                                                                        connection.read();
                                                                        log.take(data);
                                                                    },
                                                                    log::readAll);
                                                    peer.send("a");
                                                    run.scenario().untilAllParked();
                                                })
                                        .check())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("CANCELLED_AT_ONCE at suspension 2 of 2: ")
                .hasMessageContaining("a buffer was not released: \"a\"");
    }
}
