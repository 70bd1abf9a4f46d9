package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A failure is told to somebody, and once. */
@ExtendWith(NoLeaks.class)
class FailureTest {
    private final List<Object> log = new ArrayList<>();

    private static void writeAndFlush(Connection<String> connection) throws IOException {
        connection.write("a");
        connection.flush();
    }

    @Test
    void oneThatNoReadHasThrownGoesDownThePipelineWhenTheCoroutineEnds() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded = Embedded.strings(FailureTest::writeAndFlush, hold);
        CorruptedFrameException complaint = new CorruptedFrameException("on purpose");
        embedded.channel.pipeline().fireExceptionCaught(complaint);
        assertThat(embedded.passed).isEmpty();
        hold.release();
        assertThat(embedded.passed).containsExactly(complaint);
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void oneThatNoReadHasThrownGoesDownThePipelineWhenTheConnectionIsClosed() {
        HoldWrites hold = new HoldWrites();
        List<Connection<String>> opened = new ArrayList<>();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            opened.add(connection);
                            writeAndFlush(connection);
                        },
                        hold);
        CorruptedFrameException complaint = new CorruptedFrameException("on purpose");
        embedded.channel.pipeline().fireExceptionCaught(complaint);
        opened.get(0).close();
        assertThat(embedded.passed).containsExactly(complaint);
        hold.release();
        assertThat(embedded.passed).hasSize(1);
    }

    @Test
    void aWriteThatEndsWithItsChannelSaysWhyThatWasClosed() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            assertThatThrownBy(() -> writeAndFlush(connection))
                                    .isInstanceOf(IOException.class)
                                    .hasCauseInstanceOf(WriteTimeoutException.class)
                                    .hasMessageNotContaining("null");
                            log.add("told");
                        },
                        new HoldWrites(),
                        new WriteTimeoutHandler(1, TimeUnit.SECONDS));
        embedded.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
        assertThat(log).containsExactly("told");
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void oneWithoutAMessageIsCalledByItsName() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            assertThatThrownBy(connection::read)
                                    .hasMessageEndingWith(
                                            "failed: java.lang.UnsupportedOperationException");
                            log.add("told");
                        });
        embedded.channel.pipeline().fireExceptionCaught(new UnsupportedOperationException());
        assertThat(log).containsExactly("told");
    }

    /** The peer hangs up in mid-answer: a read and a write find it out. */
    private static void hangUp(Embedded embedded, HoldWrites hold) {
        ChannelPipeline pipeline = embedded.channel.pipeline();
        pipeline.fireExceptionCaught(new SocketException("Connection reset"));
        hold.fail(new ClosedChannelException());
        embedded.channel.close();
    }

    @Test
    void aPeerThatGoesAwayIsToldOnceToTheHandlersBehind() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded = Embedded.strings(FailureTest::writeAndFlush, hold);
        hangUp(embedded, hold);
        assertThat(embedded.passed).hasSize(1);
        assertThat((Throwable) embedded.passed.get(0)).hasRootCauseMessage("Connection reset");
    }

    @Test
    void aPeerThatGoesAwayIsNotToldWhereThereIsNobodyBehind() throws Exception {
        HoldWrites hold = new HoldWrites();
        Embedded embedded = Embedded.strings(FailureTest::writeAndFlush, hold);
        embedded.channel.pipeline().removeLast();
        hangUp(embedded, hold);
        embedded.channel.checkException(); // the tail of the pipeline would have warned of it
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void whatIsNoOrdinaryEndIsToldAlsoWhereThereIsNobodyBehind() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            throw new IOException("a file is missing");
                        });
        assertThat(embedded.passed).hasSize(1);
        Embedded last = Embedded.strings(Connection::read);
        last.channel.pipeline().removeLast();
        last.channel.pipeline().fireExceptionCaught(new CorruptedFrameException("on purpose"));
        assertThatThrownBy(last.channel::checkException).hasRootCauseMessage("on purpose");
    }

    @Test
    void aFailedWriteIsForTheFlushThatFollowsAClose() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("lost");
                            connection.read();
                            connection.close();
                            log.add(catchThrowable(connection::flush));
                        },
                        hold);
        IOException lost = new IOException("on purpose");
        hold.fail(lost);
        embedded.receive("go");
        assertThat(log).singleElement(THROWABLE).hasCause(lost);
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void aFailedWriteGoesDownThePipelineAtTheEndOfACoroutineThatDoesNotAskAfterAClose() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("lost");
                            connection.read();
                            connection.close();
                        },
                        hold);
        IOException lost = new IOException("on purpose");
        hold.fail(lost);
        embedded.receive("go");
        assertThat(embedded.passed).containsExactly(lost);
    }
}
