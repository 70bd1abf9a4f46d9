package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the coroutines of one event-loop thread take turns, and what is refused. */
@ExtendWith(NoLeaks.class)
class TurnTest {
    private final List<Object> log = new ArrayList<>();

    @Test
    void aWakeUpWhileACoroutineRunsWaitsUntilThatOneHasParked() {
        Embedded woken =
                Embedded.strings(
                        connection -> {
                            for (String s; (s = connection.read()) != null; )
                                log.add("woken by " + s);
                        });
        Embedded running =
                Embedded.strings(
                        connection -> {
                            for (String s; (s = connection.read()) != null; ) {
                                woken.receive(s);
                                log.add("still running after " + s);
                            }
                        });
        running.receive("a", "b");
        assertThat(log)
                .containsExactly(
                        "still running after a",
                        "woken by a",
                        "still running after b",
                        "woken by b");
    }

    @Test
    void aTurnIsBoundedAndTheRestGoesOnLater() {
        List<Embedded> crowd = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            crowd.add(Embedded.strings(connection -> log.add(connection.read())));
        }
        Embedded first =
                Embedded.strings(
                        connection -> {
                            connection.read();
                            for (Embedded one : crowd) one.channel.pipeline().fireChannelRead("go");
                            for (Embedded one : crowd)
                                one.channel.pipeline().fireChannelReadComplete();
                        });
        first.channel.pipeline().fireChannelRead("start").fireChannelReadComplete();
        assertThat(log).hasSizeLessThan(200).hasSizeGreaterThan(100);
        for (Embedded one : crowd) one.channel.runPendingTasks();
        assertThat(log).hasSize(200);
    }

    @Test
    void aTurnThatFailsLeavesNobodyBehind() {
        Embedded waits = Embedded.strings(connection -> log.add(connection.read()));
        Embedded running =
                Embedded.strings(
                        connection -> {
                            connection.read();
                            startTaskWhoseEndFails(connection.channel());
                            waits.receive("later");
                        });
        running.receive("go");
        waits.channel.runPendingTasks();
        assertThat(log).containsExactly("later");
    }

    private static void startTaskWhoseEndFails(Channel channel) {
        NettyLoop loop = NettyLoop.of(channel.eventLoop());
        new NettyTask(loop, false) {
            @Override
            protected void run() {}

            @Override
            void flushOwn() {}

            @Override
            void ended(Throwable failure) {
                throw new IllegalStateException("on purpose");
            }
        }.start();
    }

    @Test
    void aCoroutineThatIsWokenElsewhereWhenItsOwnChannelEndsIsCancelledAllTheSame() {
        List<Connection<String>> others = new ArrayList<>();
        Embedded other = flushing(others, new HoldWrites()); // and so not reading
        Embedded woken =
                Embedded.strings(
                        connection -> {
                            try {
                                while (true) log.add(others.get(0).read());
                            } finally {
                                log.add("finally");
                            }
                        });
        Embedded running =
                Embedded.strings(
                        connection -> {
                            connection.read();
                            other.receive("wakes it");
                            woken.channel.close();
                            log.add("closed");
                        });
        running.receive("go");
        assertThat(log).containsExactly("closed", "wakes it", "finally"); // its message is not lost
        assertThat(woken.passed).isEmpty();
    }

    @Test
    void twoCoroutinesMayShareAConnectionIfOneReadsAndTheOtherWrites() {
        List<Connection<String>> shared = new ArrayList<>();
        Embedded reader =
                Embedded.strings(
                        connection -> {
                            shared.add(connection);
                            for (String s; (s = connection.read()) != null; ) log.add(s);
                        });
        Embedded writer =
                Embedded.strings(
                        connection -> {
                            for (String s; (s = connection.read()) != null; )
                                shared.get(0).write(s);
                        });
        writer.receive("to the other's peer");
        reader.receive("from the other's peer");
        assertThat(reader.sent()).containsExactly("to the other's peer");
        assertThat(log).containsExactly("from the other's peer");
    }

    @Test
    void aSecondReaderIsRefusedByNameAndTheFirstGoesOn() {
        List<Connection<String>> shared = new ArrayList<>();
        Embedded first =
                Embedded.strings(
                        connection -> {
                            shared.add(connection);
                            log.add(connection.read());
                        });
        Embedded second =
                Embedded.strings(
                        connection -> {
                            assertThatThrownBy(() -> shared.get(0).read())
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining(connection.channel() + ": that of ")
                                    .hasMessageContaining("is reading from it already");
                            log.add("refused");
                        });
        assertThat(log).containsExactly("refused");
        assertThat(second.passed).isEmpty();
        first.receive("a");
        assertThat(log).containsExactly("refused", "a");
    }

    /**
     * One whose coroutine shares its connection and is parked in a flush, until that is released.
     */
    private Embedded flushing(List<Connection<String>> shared, HoldWrites hold) {
        return Embedded.strings(
                connection -> {
                    shared.add(connection);
                    connection.write("held");
                    connection.flush();
                    log.add("flushed");
                },
                hold);
    }

    @Test
    void aSecondWriterNeedNotWaitForTheFirstOnesFlush() {
        List<Connection<String>> shared = new ArrayList<>();
        HoldWrites hold = new HoldWrites();
        Embedded first = flushing(shared, hold);
        Embedded.strings(
                connection -> {
                    shared.get(0).write("second");
                    log.add("written");
                });
        assertThat(log).containsExactly("written");
        hold.release();
        assertThat(log).containsExactly("written", "flushed");
        assertThat(first.sent()).containsExactly("held", "second");
    }

    @Test
    void outsideOfACoroutineAllThatSuspendsIsRefused() throws InterruptedException {
        List<Connection<String>> opened = new ArrayList<>();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            opened.add(connection);
                            log.add(connection.read());
                        });
        Connection<String> connection = opened.get(0);
        ByteBuf message = Embedded.buffer("refused");
        assertThatThrownBy(connection::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this is a callback");
        assertThatThrownBy(connection::flush).hasMessageContaining("this is a callback");
        assertThatThrownBy(connection::shutdownOutput).hasMessageContaining("this is a callback");
        assertThatThrownBy(() -> connection.write(message))
                .hasMessageContaining("this is a callback");
        assertThat(message.refCnt()).isZero();
        Thread.ofPlatform()
                .name("stranger")
                .start(
                        () ->
                                assertThatThrownBy(connection::read)
                                        .hasMessageContaining("this is thread 'stranger'")
                                        .satisfies(log::add))
                .join();
        assertThat(log).hasSize(1);
        embedded.receive("unharmed");
        assertThat(log).hasSize(2).contains("unharmed");
    }
}
