package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class WriteTest {
    private final List<Object> log = new ArrayList<>();

    /** Counts flushes, and does nothing else. */
    private final class CountFlushes extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext context) {
            log.add("flush");
            context.flush();
        }
    }

    @Test
    void whatWasWrittenIsFlushedOnceWhenTheCoroutineSuspends() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            for (String s; (s = connection.read()) != null; ) connection.write(s);
                        },
                        new CountFlushes());
        embedded.receive("a", "b", "c");
        assertThat(embedded.sent()).containsExactly("a", "b", "c");
        assertThat(log).containsExactly("flush");
        embedded.channel.pipeline().fireChannelReadComplete();
        assertThat(log).containsExactly("flush");
    }

    @Test
    void whatWasWrittenIsFlushedWhenTheCoroutineEnds() {
        Embedded embedded = Embedded.strings(connection -> connection.write("bye"));
        assertThat(embedded.sent()).containsExactly("bye");
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void aWriteSuspendsWhileTheChannelIsNotWritable() {
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            connection.read().release();
                            for (int i = 0; i < 4; i++) {
                                connection.write(Embedded.buffer("0123456789"));
                                log.add(i);
                            }
                        });
        embedded.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 15));
        embedded.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        embedded.receive(Embedded.buffer("go"));
        assertThat(log).isEmpty();
        embedded.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        embedded.channel.runPendingTasks();
        // Two fill the buffer, which is flushed while the third waits.
        assertThat(log).containsExactly(0, 1, 2, 3);
        assertThat(embedded.sent()).hasSize(4).allSatisfy(sent -> ((ByteBuf) sent).release());
    }

    @Test
    void flushReturnsWhenAllIsSent() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            connection.write("b");
                            connection.flush();
                            log.add("flushed");
                            connection.flush();
                            log.add("nothing to flush");
                            connection.read();
                        },
                        hold);
        assertThat(hold.size()).isEqualTo(2);
        assertThat(log).isEmpty();
        hold.release();
        assertThat(log).containsExactly("flushed", "nothing to flush");
        assertThat(embedded.sent()).containsExactly("a", "b");
    }

    @Test
    void aFlushThatIsWokenForAnotherReasonGoesOnWaiting() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            connection.flush();
                            log.add("flushed");
                        },
                        hold);
        embedded.channel.pipeline().fireChannelWritabilityChanged();
        assertThat(log).isEmpty();
        hold.release();
        assertThat(log).containsExactly("flushed");
    }

    @Test
    void flushThrowsWhatFailedAndTheConnectionGoesOn() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            connection.write("b");
                            assertThatThrownBy(connection::flush)
                                    .isInstanceOf(IOException.class)
                                    .hasMessageContaining("no route")
                                    .hasRootCauseMessage("no route");
                            connection.flush();
                            log.add("once");
                            connection.read();
                        },
                        hold);
        hold.fail(new IOException("no route"));
        hold.release();
        assertThat(log).containsExactly("once");
        assertThat(embedded.sent()).containsExactly("b");
    }

    @Test
    void aWriteThatFailsOnTheSpotThrowsAtOnceAndIsReleased() {
        ByteBuf refused = Embedded.buffer("refused");
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            assertThatThrownBy(() -> connection.write(refused))
                                    .isInstanceOf(IOException.class)
                                    .hasRootCauseMessage("cannot encode");
                            connection.write("fine");
                            connection.flush();
                            log.add("flushed");
                        },
                        new MessageToMessageEncoder<ByteBuf>() {
                            @Override
                            protected void encode(
                                    ChannelHandlerContext context,
                                    ByteBuf message,
                                    List<Object> out) {
                                throw new IllegalArgumentException("cannot encode");
                            }
                        });
        assertThat(log).containsExactly("flushed");
        assertThat(refused.refCnt()).isZero();
        assertThat(embedded.sent()).containsExactly("fine");
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void aWriteInWhichAnEarlierOneFailsIsSentAndTheNextOneIsToldOfTheFailure() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("first");
                            connection.write("second");
                            log.add("written");
                            assertThatThrownBy(() -> connection.write("third"))
                                    .hasRootCauseMessage("no route");
                            log.add("told");
                        },
                        hold,
                        new OnWrite(
                                (context, message, promise) -> {
                                    if (hold.size() == 1) hold.fail(new IOException("no route"));
                                    context.write(message, promise);
                                }));
        hold.release();
        assertThat(log).containsExactly("written", "told");
        assertThat(embedded.sent()).containsExactly("second");
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void aFailureThatNobodyWasToldOfIsThrownByTheNextWrite() {
        HoldWrites hold = new HoldWrites();
        ByteBuf second = Embedded.buffer("second");
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("first");
                            log.add(connection.read());
                            assertThatThrownBy(() -> connection.write(second))
                                    .hasRootCauseMessage("no route");
                            log.add("told");
                        },
                        hold);
        hold.fail(new IOException("no route"));
        embedded.receive("go");
        assertThat(log).containsExactly("go", "told");
        assertThat(second.refCnt()).isZero();
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void aFailureThatTheCoroutineNeverAsksForGoesDownThePipeline() {
        HoldWrites hold = new HoldWrites();
        IOException failure = new IOException("no route");
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            connection.read();
                        },
                        hold);
        hold.fail(failure);
        embedded.receive("end");
        assertThat(embedded.passed).containsExactly(failure);
    }

    @Test
    void aFailureAfterTheCoroutineHasEndedGoesDownThePipelineBeforeTheChannelCloses() {
        HoldWrites hold = new HoldWrites();
        IOException failure = new IOException("no route");
        Embedded embedded = Embedded.strings(connection -> connection.write("a"), hold);
        assertThat(embedded.channel.isOpen()).isTrue();
        hold.fail(failure);
        assertThat(embedded.passed).containsExactly(failure);
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void aFailureGoesDownThePipelineAlsoIfTheCoroutineThrowsSomethingElse() {
        HoldWrites hold = new HoldWrites();
        IOException failure = new IOException("no route");
        IllegalStateException thrown = new IllegalStateException("on purpose");
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            connection.read();
                            throw thrown;
                        },
                        hold);
        hold.fail(failure);
        embedded.receive("go");
        assertThat(embedded.passed).containsExactly(thrown, failure);
    }

    @Test
    void aParkedFlushThrowsWhatFailedAlsoWhileTheConnectionCloses() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            connection.close();
                            assertThatThrownBy(connection::flush).hasRootCauseMessage("no route");
                            log.add("told");
                        },
                        hold);
        hold.fail(new IOException("no route"));
        assertThat(log).containsExactly("told");
        assertThat(embedded.passed).isEmpty();
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void theChannelStaysOpenUntilTheLastWriteIsSent() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded = Embedded.strings(connection -> connection.write("a"), hold);
        assertThat(embedded.channel.isOpen()).isTrue();
        hold.release();
        assertThat(embedded.sent()).containsExactly("a");
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void writingToAClosedChannelFailsAndReleases() {
        ByteBuf late = Embedded.buffer("late");
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            assertThat(connection.read()).isNull();
                            assertThatThrownBy(() -> connection.write(late))
                                    .isInstanceOf(IOException.class)
                                    .hasMessageContaining("the channel is closed")
                                    .hasCauseInstanceOf(ClosedChannelException.class);
                            log.add("refused");
                        });
        embedded.channel.close();
        assertThat(log).containsExactly("refused");
        assertThat(late.refCnt()).isZero();
    }

    @Test
    void aParkedFlushFailsWhenTheChannelCloses() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            assertThatThrownBy(connection::flush)
                                    .hasMessageContaining("the channel is closed");
                            log.add("told");
                        },
                        hold);
        embedded.channel.close();
        assertThat(log).containsExactly("told");
        assertThat(hold.size()).isEqualTo(1);
    }

    @Test
    void aPromiseCompletedByAnotherThreadCountsToo() throws InterruptedException {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("a");
                            connection.flush();
                            log.add("flushed");
                        },
                        hold);
        Thread.ofPlatform().start(hold::succeed).join();
        assertThat(log).isEmpty();
        embedded.channel.runPendingTasks();
        assertThat(log).containsExactly("flushed");
    }

    @Test
    void halfCloseIsRefusedWhereTheChannelHasNone() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            assertThatThrownBy(connection::shutdownOutput)
                                    .isInstanceOf(UnsupportedOperationException.class)
                                    .hasMessageContaining("no half-close; close it");
                            connection.write("still open");
                        });
        assertThat(embedded.sent()).containsExactly("still open");
    }
}
