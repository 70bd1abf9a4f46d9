package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The messages of one read of the transport, and when the coroutine gets them. */
@ExtendWith(NoLeaks.class)
class BatchTest {
    private final List<Object> log = new ArrayList<>();

    private void logAll(Connection<String> connection) throws IOException {
        for (String line; (line = connection.read()) != null; ) log.add(line);
        log.add("end");
    }

    private final class LogReads extends ChannelOutboundHandlerAdapter {
        @Override
        public void read(ChannelHandlerContext context) {
            log.add("asked");
            context.read();
        }
    }

    @Test
    void whatComesWhileAMessageIsBeingReadComesBeforeTheRestOfItsBatch() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            log.add(connection.read());
                            connection.channel().pipeline().fireChannelRead("c");
                            logAll(connection);
                        });
        embedded.receive("a", "b");
        assertThat(log).containsExactly("a", "c", "b"); // as they reached the handler
    }

    @Test
    void aWaitingReaderIsResumedWithEachMessageInsideItsChannelRead() {
        Embedded embedded = Embedded.strings(this::logAll, new LogsAround());
        embedded.receive("a", "b");
        assertThat(log).containsExactly("in a", "a", "out a", "in b", "b", "out b");
    }

    @Test
    void byTheOptionOneReadOfManyMessagesResumesTheCoroutineOnce() {
        Embedded embedded =
                Embedded.strings(
                        ConnectionOptions.DEFAULT.withResumption(
                                ConnectionOptions.Resumption.EACH_BATCH),
                        this::logAll,
                        new LogsAround());
        embedded.receive("a", "b");
        assertThat(log).containsExactly("in a", "out a", "in b", "out b", "a", "b");
    }

    @Test
    void aBatchIsAnsweredWithOneFlushAndOneDemandForMore() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            for (String s; (s = connection.read()) != null; ) connection.write(s);
                        },
                        new LogReads(),
                        new LogFlushes());
        log.clear();
        embedded.receive("a", "b", "c");
        assertThat(log).containsExactly("flushed", "asked");
        assertThat(embedded.sent()).containsExactly("a", "b", "c");
    }

    @Test
    void whatWasWrittenInABatchIsFlushedWhenTheCoroutineWaitsForSomethingElse() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write(connection.read());
                            log.add("waits elsewhere");
                            AnyWakeUp.park();
                        },
                        new LogFlushes());
        embedded.channel.pipeline().fireChannelRead("a");
        assertThat(log).containsExactly("waits elsewhere", "flushed");
        assertThat(embedded.sent()).containsExactly("a");
        embedded.channel.close();
    }

    @Test
    void aMessageWithoutReadCompleteIsDeliveredAllTheSame() {
        Embedded embedded = Embedded.strings(this::logAll);
        embedded.channel.pipeline().fireChannelRead("alone");
        embedded.channel.runPendingTasks();
        assertThat(log).containsExactly("alone");
        embedded.receive("usual");
        embedded.channel.pipeline().fireChannelRead("alone again");
        embedded.channel.runPendingTasks();
        assertThat(log).containsExactly("alone", "usual", "alone again");
    }

    @Test
    void aBatchWithoutReadCompleteIsDeliveredAlsoAfterAnOrdinaryOneInTheSameIterationOfTheLoop() {
        Embedded embedded = Embedded.strings(this::logAll);
        embedded.channel.pipeline().fireChannelRead("usual").fireChannelReadComplete();
        embedded.channel.pipeline().fireChannelRead("alone");
        embedded.channel.runPendingTasks();
        assertThat(log).containsExactly("usual", "alone");
        embedded.receive("usual again");
        assertThat(log).containsExactly("usual", "alone", "usual again");
    }

    @Test
    void aBatchWithoutReadCompleteIsDeliveredAlsoIfItBeginsInsideTheEndOfAnother() {
        Embedded embedded =
                Embedded.strings(
                        ConnectionOptions.DEFAULT.withResumption(
                                ConnectionOptions.Resumption.EACH_BATCH),
                        connection -> {
                            connection.write(connection.read());
                            logAll(connection);
                        },
                        new AnswersFlush());
        embedded.receive("a");
        assertThat(log).containsExactly("answer");
    }

    @Test
    void readCompleteWithoutMessagesOnlyAsksAgain() {
        Embedded embedded = Embedded.strings(this::logAll, new LogReads());
        for (int i = 0; i < 2; i++) embedded.channel.pipeline().fireChannelReadComplete();
        assertThat(log).containsExactly("asked", "asked", "asked");
        embedded.receive("a");
        assertThat(log).containsExactly("asked", "asked", "asked", "a", "asked");
    }

    @Test
    void theEndOfABatchPassesThroughBeforeTheCoroutineIsToldOfIt() {
        Embedded embedded = Embedded.strings(this::logAll, new LogReads());
        log.clear();
        embedded.channel
                .pipeline()
                .addLast(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelReadComplete(ChannelHandlerContext context) {
                                log.add("complete");
                            }
                        });
        embedded.receive("own", "own too");
        assertThat(log).containsExactly("own", "own too", "complete", "asked");
    }

    @Test
    void addedByTheHandlerThatAMessageComesFromItReadsThatInsideItsChannelRead() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline()
                .addLast(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object message) {
                                context.pipeline()
                                        .addLast(
                                                CoroutineHandler.of(
                                                        String.class, BatchTest.this::logAll))
                                        .remove(this);
                                context.fireChannelRead(message);
                                log.add("out");
                            }
                        });
        channel.writeInbound("a");
        channel.close();
        assertThat(log).containsExactly("a", "out", "end");
    }

    private final class LogFlushes extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext context) {
            log.add("flushed");
            context.flush();
        }
    }

    /** Fires a message inside of a flush, and says nothing of its end. */
    private static final class AnswersFlush extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext context) {
            context.flush();
            context.fireChannelRead("answer");
        }
    }

    private final class LogsAround extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            log.add("in " + message);
            context.fireChannelRead(message);
            log.add("out " + message);
        }
    }
}
