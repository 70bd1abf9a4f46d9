package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.strait.coroutine.Generator;
import io.strait.task.Cancelled;
import io.strait.task.ReadyQueue;
import io.strait.task.Task;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The event loop ends under its coroutines, wherever they are parked: all of them end with it, and
 * each of their finally blocks runs once.
 */
class LoopEndConformanceTest extends Conformance {

    @Test
    void aTimedReadEndsLongBeforeItsTime() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Peer peer =
                open(
                        connection -> {
                            try {
                                connection.write(connection.read(Duration.ofDays(1)));
                                log.add("end: " + connection.read(Duration.ofDays(1)));
                            } finally {
                                log.add("finally");
                            }
                        });
        peer.write("1");
        assertThat(peer.read(1)).isEqualTo("1");
        endpoints.endOurLoop();
        awaitLog("end: null", "finally");
    }

    @Test
    void twoThatReadEachOthersConnectionBothReadItsEnd() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        List<Connection<ByteBuf>> both = new ArrayList<>();
        Queue<Object> parked = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            open(
                    connection -> {
                        both.add(connection);
                        try {
                            while (both.size() < 2) letAnotherOneStart(connection);
                            parked.add(connection);
                            log.add("end: " + both.get(other).read());
                        } finally {
                            log.add("finally");
                        }
                    });
        }
        awaitUntil(() -> parked.size() == 2);
        endpoints.endOurLoop();
        // The one whose channel closes first is about to be cancelled. But its end has ended the
        // other
        // one before, and that one's end comes first.
        assertThat(log).containsExactly("end: null", "finally", "end: null", "finally");
    }

    private static void letAnotherOneStart(Connection<?> connection) {
        Task task = ReadyQueue.ofThread().current();
        connection.channel().eventLoop().execute(task::wake);
        AnyWakeUp.park();
    }

    @Test
    void aReadInsideAGeneratorEndsAndTheGeneratorsFinallyBlockRunsFirst() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Peer peer = open(connection -> echoThroughGenerator(connection, connection));
        peer.write("1");
        assertThat(peer.read(1)).isEqualTo("1");
        endpoints.endOurLoop();
        awaitLog("end of input", "finally inside", "finally outside");
    }

    @Test
    void aReadOfAnotherConnectionInsideAGeneratorIsCancelledOrEnds() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Queue<Connection<ByteBuf>> others = new ConcurrentLinkedQueue<>();
        Peer other =
                open(
                        connection -> {
                            others.add(connection);
                            AnyWakeUp.park();
                        });
        awaitUntil(() -> !others.isEmpty());
        Peer peer = open(connection -> echoThroughGenerator(others.element(), connection));
        other.write("1");
        assertThat(peer.read(1)).isEqualTo("1");
        endpoints.endOurLoop();
        assertThat(List.copyOf(log).subList(1, log.size()))
                .containsExactly("finally inside", "finally outside");
        assertThat(log.element()).isIn("cancelled", "end of input");
    }

    private void echoThroughGenerator(Connection<ByteBuf> in, Connection<ByteBuf> out)
            throws IOException {
        Generator<ByteBuf> messages =
                Generator.of(
                        sink -> {
                            try {
                                for (ByteBuf data; (data = next(in)) != null; ) sink.yield(data);
                                log.add("end of input");
                            } catch (Cancelled e) {
                                log.add("cancelled");
                                throw e;
                            } finally {
                                log.add("finally inside");
                            }
                        });
        try {
            for (ByteBuf data : messages) out.write(data);
        } finally {
            log.add("finally outside");
        }
    }

    private static ByteBuf next(Connection<ByteBuf> connection) {
        try {
            return connection.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** More than may be resumed in one turn: the others are ready when the loop closes them. */
    @Test
    void thoseThatAreReadyAndNotResumedYetRunToTheirEnd() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        int crowd = ReadyQueue.RESUMES_PER_TURN + 20;
        List<Connection<ByteBuf>> parked = Collections.synchronizedList(new ArrayList<>());
        Queue<Integer> finallyBlocks = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < crowd; i++) {
            int number = i;
            open(
                    connection -> {
                        parked.add(connection);
                        try {
                            log.add(Embedded.text(connection.read()));
                            connection.read();
                        } finally {
                            finallyBlocks.add(number);
                        }
                    });
        }
        Peer leader =
                open(
                        connection -> {
                            connection.read().release();
                            for (Connection<?> each : parked)
                                each.channel()
                                        .pipeline()
                                        .fireChannelRead(Embedded.buffer("go"))
                                        .fireChannelReadComplete();
                            assertThat(log).isEmpty(); // all are ready, and this one still runs
                            endpoints.ours().shutdownGracefully(100, 30_000, TimeUnit.MILLISECONDS);
                        });
        awaitUntil(() -> parked.size() == crowd);
        leader.write("1");
        awaitUntil(endpoints.ours()::isShuttingDown);
        endpoints.endOurLoop();
        assertThat(log).hasSize(crowd).containsOnly("go");
        assertThat(finallyBlocks).hasSize(crowd).doesNotHaveDuplicates();
        assertThat(failures).isEmpty();
    }

    @Test
    void afterwardsCloseDoesNothingAndOfferRefuses() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Queue<Connection<ByteBuf>> opened = new ConcurrentLinkedQueue<>();
        open(
                connection -> {
                    opened.add(connection);
                    connection.read();
                });
        awaitUntil(() -> !opened.isEmpty());
        endpoints.endOurLoop();
        opened.element().close();
        ByteBuf refused = Embedded.buffer("too late");
        assertThat(opened.element().offer(refused)).isFalse();
        assertThat(refused.refCnt()).isZero();
    }
}
