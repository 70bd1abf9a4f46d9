package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.strait.task.Cancelled;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What ends first: the coroutine or the channel. */
@ExtendWith(NoLeaks.class)
class EndTest {
    private final List<Object> log = new ArrayList<>();

    @Test
    void theChannelClosesWhenTheCoroutineReturns() {
        Embedded embedded = Embedded.strings(connection -> log.add(connection.read()));
        embedded.receive("a");
        assertThat(log).containsExactly("a");
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void anExceptionGoesDownThePipelineWithTheCoroutinesStackAndTheChannelCloses() {
        Embedded embedded = Embedded.strings(EndTest::fail);
        embedded.receive("a");
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.passed).hasSize(1);
        assertThat(((Throwable) embedded.passed.get(0)).getStackTrace()[0].getMethodName())
                .isEqualTo("fail");
        assertThat((Throwable) embedded.passed.get(0)).hasMessage("on purpose");
    }

    private static void fail(Connection<String> connection) throws Exception {
        connection.read();
        throw new Exception("on purpose");
    }

    @Test
    void aStackOverflowEndsItsConnectionAndNoOther() {
        Embedded deep = Embedded.strings(connection -> recurse(connection.read().length()));
        Embedded other = Embedded.strings(connection -> log.add(connection.read()));
        deep.receive("a");
        assertThat(deep.passed).hasSize(1).first().isInstanceOf(StackOverflowError.class);
        assertThat(deep.channel.isOpen()).isFalse();
        other.receive("b");
        assertThat(log).containsExactly("b");
    }

    @SuppressWarnings("InfiniteRecursion") // That is the point.
    private static int recurse(int n) {
        return recurse(n + 1) + 1;
    }

    @Test
    void anUnreadMessageThatWasReleasedAlreadyKeepsNeitherTheOthersNorTheChannel() {
        ByteBuf released = Embedded.buffer("released");
        ByteBuf unread = Embedded.buffer("unread");
        Embedded embedded = Embedded.bytes(connection -> log.add(Embedded.text(connection.read())));
        released.release();
        embedded.receive(Embedded.buffer("read"), released, unread);
        assertThat(log).containsExactly("read");
        assertThat(unread.refCnt()).isZero();
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void whatWasWrittenBeforeTheExceptionIsSent() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("sorry");
                            throw new IllegalStateException("on purpose");
                        });
        assertThat(embedded.sent()).containsExactly("sorry");
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void closingSendsWhatWasWrittenAndEndsTheInput() {
        ByteBuf unread = Embedded.buffer("unread");
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            Embedded.text(connection.read());
                            connection.write(Embedded.buffer("bye"));
                            connection.close();
                            connection.close();
                            log.add(connection.read());
                        });
        embedded.receive(Embedded.buffer("read"), unread);
        assertThat(log).containsExactly((Object) null);
        assertThat(unread.refCnt()).isZero();
        assertThat(embedded.sent()).hasSize(1).first().isInstanceOf(ByteBuf.class);
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void whatArrivesWhileTheLastWritesAreSentIsReleased() {
        ByteBuf late = Embedded.buffer("late");
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            connection.write("bye");
                            connection.close();
                            log.add(connection.read());
                        },
                        hold);
        embedded.receive(late);
        assertThat(late.refCnt()).isZero();
        assertThat(log).containsExactly((Object) null);
        hold.release();
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void closingFromOutsideEndsAParkedRead() {
        List<Connection<String>> opened = new ArrayList<>();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            opened.add(connection);
                            log.add(connection.read());
                        });
        opened.get(0).close();
        assertThat(log).containsExactly((Object) null);
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void whoIsWokenByTheCloseCannotWriteAnyMore() {
        List<Connection<String>> opened = new ArrayList<>();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            opened.add(connection);
                            log.add(connection.read());
                            assertThatThrownBy(() -> connection.write("too late"))
                                    .hasCauseInstanceOf(ClosedChannelException.class);
                            log.add("refused");
                        });
        opened.get(0).close();
        assertThat(log).containsExactly(null, "refused");
        assertThat(embedded.sent()).isEmpty();
    }

    @Test
    void closingFromAnotherThreadIsHandedToTheLoop() throws InterruptedException {
        List<Connection<String>> opened = new ArrayList<>();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            opened.add(connection);
                            log.add(connection.read());
                        });
        Thread.ofPlatform().start(() -> opened.get(0).close()).join();
        assertThat(log).isEmpty();
        embedded.channel.runPendingTasks();
        assertThat(log).containsExactly((Object) null);
    }

    @Test
    void aCoroutineThatWaitsElsewhereIsCancelledWhenItsChannelEnds() {
        List<Connection<String>> others = new ArrayList<>();
        Embedded other =
                Embedded.strings(
                        connection -> {
                            others.add(connection);
                            connection.write("never sent");
                            connection.flush(); // so that it does not read itself
                        },
                        new HoldWrites());
        Embedded own =
                Embedded.strings(
                        connection -> {
                            try {
                                others.get(0).read();
                            } catch (Cancelled e) {
                                log.add("cancelled");
                                try {
                                    others.get(0).read(); // every further wait is cancelled too
                                } catch (Cancelled again) {
                                    log.add("cancelled again");
                                    throw again;
                                }
                            } finally {
                                log.add("finally");
                            }
                        });
        own.channel.close();
        assertThat(log).containsExactly("cancelled", "cancelled again", "finally");
        assertThat(own.passed).isEmpty();
        other.receive("nobody reads this");
        assertThat(other.channel.isOpen()).isTrue();
    }

    @Test
    void aCoroutineThatSawItsOwnEndMayGoOnWaitingForOthers() {
        List<Connection<String>> others = new ArrayList<>();
        HoldWrites hold = new HoldWrites();
        Embedded.strings(
                connection -> {
                    others.add(connection);
                    connection.read();
                },
                hold);
        Embedded own =
                Embedded.strings(
                        connection -> {
                            log.add(connection.read());
                            others.get(0).write("last words");
                            others.get(0).flush();
                            log.add("delivered");
                        });
        own.channel.close();
        assertThat(log).containsExactly((Object) null);
        hold.release();
        assertThat(log).containsExactly(null, "delivered");
    }

    @Test
    void writesGivenUpByClosingTheChannelAreNoNews() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("never sent");
                            log.add(connection.read());
                        },
                        new HoldFlushes());
        embedded.channel.pipeline().fireChannelRead("last").fireChannelReadComplete();
        embedded.channel.close();
        assertThat(embedded.passed).isEmpty();
        assertThat(log).containsExactly("last");
    }

    /** What is written stays in the channel's buffer, until the channel closes and fails it. */
    private static final class HoldFlushes extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext context) {}
    }

    @Test
    void whatArrivesAfterClosingIsReleasedAlsoIfTheCoroutineGoesOn() {
        ByteBuf late = Embedded.buffer("late");
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            connection.write("bye");
                            connection.close();
                            connection.flush();
                            log.add(connection.read());
                        },
                        hold);
        embedded.receive(late);
        assertThat(late.refCnt()).isZero();
        assertThat(log).isEmpty();
        hold.release();
        assertThat(log).containsExactly((Object) null);
    }

    @Test
    void aSecondChannelActiveDoesNotStartItAgain() {
        HoldWrites keepsTheChannelOpen = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            log.add("ran");
                            connection.write("bye");
                        },
                        keepsTheChannelOpen);
        embedded.channel.pipeline().fireChannelActive();
        assertThat(log).containsExactly("ran");
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void addedToAnActiveChannelItStarts() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(CoroutineHandler.of(String.class, c -> log.add(c.read())));
        channel.runPendingTasks();
        channel.writeInbound("a");
        assertThat(log).containsExactly("a");
    }

    @Test
    void aMessageThatComesBeforeItsTurnToStartStartsItAndIsReleasedIfUnread() {
        ByteBuf early = Embedded.buffer("early");
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(CoroutineHandler.of(c -> log.add("ran")));
        channel.pipeline().fireChannelRead(early).fireChannelInactive();
        channel.runPendingTasks();
        assertThat(log).containsExactly("ran");
        assertThat(early.refCnt()).isZero();
    }

    @Test
    @SuppressWarnings("deprecation") // It still exists, so people still call it.
    void anotherExecutorThanTheChannelsLoopIsRefused() {
        DefaultEventExecutorGroup executors = new DefaultEventExecutorGroup(1);
        try {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.pipeline().addLast(executors, CoroutineHandler.of(c -> log.add("ran")));
            executors.next().submit(() -> {}).syncUninterruptibly();
            channel.runPendingTasks();
            assertThatThrownBy(channel::checkException)
                    .hasRootCauseMessage(
                            "a CoroutineHandler runs on its channel's own event loop: add it to the pipeline of "
                                    + channel
                                    + " without an EventExecutorGroup");
            assertThat(log).isEmpty();
        } finally {
            executors.shutdownGracefully();
        }
    }

    @Test
    void theCloseNotifyOfAnotherChannelsTlsIsNoEnd() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            for (String s; (s = connection.read()) != null; ) log.add(s);
                        });
        // As an HTTP/2 connection hands its own on to its streams.
        embedded.channel.pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        embedded.receive("a");
        assertThat(log).containsExactly("a");
        embedded.channel.close();
    }
}
