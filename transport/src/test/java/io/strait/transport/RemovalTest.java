package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.strait.task.Cancelled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The handler loses its place in the pipeline, and the channel goes on without it. */
@ExtendWith(NoLeaks.class)
class RemovalTest {
    private final List<Object> log = new ArrayList<>();

    @Test
    void takenOutOfThePipelineTheHandlerHandsOnWhatWasNotRead() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            try {
                                connection.write("a");
                                connection.flush();
                            } finally {
                                log.add("finally");
                            }
                        },
                        hold);
        embedded.receive("b", "c");
        embedded.channel.pipeline().remove("coroutine");
        assertThat(log).containsExactly("finally");
        assertThat(embedded.passed).containsExactly("b", "c");
        assertThat(embedded.channel.isOpen()).isTrue();
        assertThat(embedded.channel.config().isAutoRead()).isTrue();
        embedded.receive("d");
        assertThat(embedded.passed).containsExactly("b", "c", "d");
    }

    @Test
    void removedBetweenTheCloseAndItsEventTheCoroutineIsCancelledToo() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            try {
                                connection.read();
                            } finally {
                                log.add("finally");
                            }
                        });
        embedded.channel
                .closeFuture()
                .addListener(closed -> embedded.channel.pipeline().remove("coroutine"));
        embedded.channel.close();
        assertThat(log).containsExactly("finally");
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void whoElseReadsOrWritesGoesOnWhenTheHandlerIsTakenOut() {
        List<Connection<String>> shared = new ArrayList<>();
        HoldWrites keepsTheCoroutine = new HoldWrites();
        Embedded taken =
                Embedded.strings(
                        connection -> {
                            shared.add(connection);
                            connection.write("held");
                            connection.flush();
                        },
                        keepsTheCoroutine);
        Embedded.strings(connection -> log.add(shared.get(0).read()));
        taken.channel.pipeline().remove("coroutine");
        assertThat(log).containsExactly((Object) null);

        Embedded other =
                Embedded.strings(
                        connection -> {
                            shared.set(0, connection);
                            connection.read();
                        });
        other.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        Embedded.strings(
                connection -> {
                    shared.get(0).write("a");
                    log.add("written");
                });
        assertThat(log).hasSize(1);
        other.channel.pipeline().remove("coroutine");
        assertThat(log).containsExactly(null, "written");
    }

    @Test
    void aCoroutineMayGiveItsChannelToAnotherHandler() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            log.add(connection.read());
                            connection.write("switching");
                            connection.channel().pipeline().remove("coroutine");
                        });
        embedded.receive("upgrade", "first of the new protocol");
        assertThat(log).containsExactly("upgrade");
        assertThat(embedded.sent()).containsExactly("switching");
        assertThat(embedded.passed).containsExactly("first of the new protocol");
        assertThat(embedded.channel.isOpen()).isTrue();
    }

    @Test
    void theRestOfABatchIsHandedOnAsOne() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.read();
                            connection.channel().pipeline().addLast(new LogBatches());
                            connection.channel().pipeline().remove("coroutine");
                        });
        embedded.receive("a", "b", "c");
        assertThat(embedded.passed).containsExactly("b", "c");
        assertThat(log).containsExactly("end of batch");
    }

    private final class LogBatches extends ChannelInboundHandlerAdapter {
        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            log.add("end of batch");
        }
    }

    @Test
    void removedBeforeItStartsItNeverRuns() {
        EmbeddedChannel channel = new EmbeddedChannel();
        CoroutineHandler<String> handler = CoroutineHandler.of(String.class, c -> log.add("ran"));
        channel.pipeline().addLast(handler).remove(handler);
        channel.runPendingTasks();
        assertThat(log).isEmpty();
        assertThat(channel.isOpen()).isTrue();
    }

    private static void removeMyself(Connection<?> connection) {
        connection.channel().pipeline().remove("coroutine");
    }

    @Test
    void whatACoroutineDoesAfterItHasTakenItselfOutGoesOn() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            removeMyself(connection);
                            connection.flush();
                            log.add("flushed");
                            connection.write("b");
                            connection.flush();
                            log.add("flushed again, read " + connection.read());
                        },
                        hold);
        assertThat(log).isEmpty();
        hold.release();
        assertThat(log).containsExactly("flushed");
        hold.release();
        assertThat(log).containsExactly("flushed", "flushed again, read null");
        assertThat(embedded.sent()).containsExactly("a", "b");
        assertThat(embedded.channel.isOpen()).isTrue();
    }

    @Test
    void whatItWaitsForAfterThatEndsWithTheChannel() {
        Embedded flushing =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            removeMyself(connection);
                            try {
                                connection.flush();
                            } catch (IOException e) {
                                log.add("flush failed");
                            }
                        },
                        new HoldWrites());
        flushing.channel.close();
        assertThat(log).containsExactly("flush failed");
        Embedded elsewhere =
                Embedded.strings(
                        connection -> {
                            removeMyself(connection);
                            try {
                                AnyWakeUp.park();
                            } catch (Cancelled e) {
                                log.add("cancelled");
                            }
                        });
        elsewhere.channel.close();
        assertThat(log).containsExactly("flush failed", "cancelled");
    }
}
