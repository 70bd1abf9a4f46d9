package io.strait.transport;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.strait.task.Deadline;
import io.strait.task.Select;
import io.strait.task.Semaphore;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.task.Timer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A coroutine that waits for its peer and for something else at once. */
@ExtendWith(NoLeaks.class)
class SelectReadTest {
    private final List<Object> log = new ArrayList<>();
    private final Semaphore bell = new Semaphore(0); // whose permits stand for another's messages

    /** Logs what comes from the peer, and each ring of the bell, until the peer's end. */
    private void logBoth(Connection<String> connection) throws IOException {
        Select select = new Select();
        Select.Case<String, IOException> line = select.on(connection.reading());
        Select.Case<?, ?> ring = select.on(bell.acquiring());
        while (true) {
            if (select.await() == ring) {
                log.add("ring");
            } else {
                String text = line.get();
                log.add(text == null ? "end" : text);
                if (text == null) return;
            }
        }
    }

    /** Logs what is asked of the transport. */
    private final class LogReads extends ChannelOutboundHandlerAdapter {
        @Override
        public void read(ChannelHandlerContext context) {
            log.add("asked");
            context.read();
        }
    }

    @Test
    void whateverComesFirstIsTaken() {
        Embedded embedded = Embedded.strings(this::logBoth);
        embedded.receive("a");
        bell.release();
        embedded.receive("b", "c");
        bell.release();
        embedded.channel.close();
        assertThat(log).containsExactly("a", "ring", "b", "c", "ring", "end");
    }

    @Test
    void theTransportIsAskedAsByARead() {
        Embedded embedded = Embedded.strings(this::logBoth, new LogReads());
        assertThat(log).containsExactly("asked");
        embedded.receive("a");
        assertThat(log).containsExactly("asked", "a", "asked");
    }

    @Test
    void whileTheSelectDoesNotWaitNothingIsAskedFor() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            Select select = new Select();
                            select.on(connection.reading());
                            Select.Case<?, ?> ring = select.on(bell.acquiring());
                            log.add(select.await() == ring);
                            Task.sleep(ofSeconds(60));
                        },
                        new LogReads());
        bell.release();
        embedded.receive("a");
        assertThat(log).containsExactly("asked", true);
    }

    @Test
    void whatArrivesWhenAnotherSourceWasFasterStaysForTheNextRead() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            Select select = new Select();
                            select.on(connection.reading());
                            Select.Case<?, ?> ring = select.on(bell.acquiring());
                            log.add(select.await() == ring);
                            Task.sleep(ofSeconds(1));
                            log.add(connection.read());
                            log.add(connection.read());
                        });
        bell.release();
        embedded.receive("a", "b");
        assertThat(log).containsExactly(true);
        embedded.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
        assertThat(log).containsExactly(true, "a", "b");
    }

    @Test
    void aTimerIsOnTheEventLoopsClock() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            Select select = new Select();
                            select.on(connection.reading());
                            Select.Case<?, ?> time = select.on(Timer.after(ofSeconds(30)));
                            log.add(select.await() == time);
                        });
        embedded.channel.advanceTimeBy(29, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
        assertThat(log).isEmpty();
        embedded.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
        assertThat(log).containsExactly(true);
    }

    @Test
    void aFailureOfThePipelineComesFromGet() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            Select select = new Select();
                            Select.Case<String, IOException> line = select.on(connection.reading());
                            select.await();
                            log.add(catchThrowable(line::get));
                            select.await();
                            log.add(line.get());
                        });
        embedded.channel.pipeline().fireExceptionCaught(new IllegalStateException("on purpose"));
        embedded.receive("a");
        assertThat((Throwable) log.getFirst())
                .isExactlyInstanceOf(IOException.class)
                .hasRootCauseMessage("on purpose");
        assertThat(log.getLast()).isEqualTo("a");
    }

    @Test
    void whatWasWrittenIsFlushedWhenTheSelectWaits() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("hello");
                            logBoth(connection);
                        });
        assertThat(embedded.sent()).containsExactly("hello");
    }

    @Test
    void theAnswersToOneBatchAreFlushedOnce() {
        ChannelOutboundHandlerAdapter logFlushes =
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void flush(ChannelHandlerContext context) {
                        log.add("flush");
                        context.flush();
                    }
                };
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            Select select = new Select();
                            Select.Case<String, IOException> line = select.on(connection.reading());
                            select.on(bell.acquiring());
                            while (select.await() == line) connection.write(line.get());
                        },
                        logFlushes);
        log.clear();
        embedded.receive("a", "b", "c");
        assertThat(log).containsExactly("flush");
        assertThat(embedded.sent()).containsExactly("a", "b", "c");
        bell.release();
    }

    @Test
    void aSecondReaderIsRefusedAndTheSelectGoesOn() {
        Embedded embedded =
                Embedded.strings(
                        connection ->
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(
                                                    () -> {
                                                        log.add(catchThrowable(connection::read));
                                                        Select second = new Select();
                                                        second.on(connection.reading());
                                                        log.add(catchThrowable(second::await));
                                                    });
                                            logBoth(connection);
                                            return null;
                                        }));
        assertThat(log)
                .hasSize(2)
                .allSatisfy(
                        thrown ->
                                assertThat((Throwable) thrown)
                                        .isExactlyInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("a connection has one reader"));
        embedded.receive("a");
        assertThat(log).last().isEqualTo("a");
    }

    @Test
    void aSelectWhileAnotherReadsIsRefused() {
        Embedded embedded =
                Embedded.strings(
                        connection ->
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(
                                                    () -> {
                                                        Select second = new Select();
                                                        second.on(connection.reading());
                                                        log.add(catchThrowable(second::await));
                                                    });
                                            log.add(connection.read());
                                            return null;
                                        }));
        embedded.receive("a");
        assertThat((Throwable) log.getFirst()).hasMessageContaining("a connection has one reader");
        assertThat(log.getLast()).isEqualTo("a");
    }

    @Test
    void oneCoroutineReadsFromTwoConnections() {
        List<Connection<String>> other = new ArrayList<>();
        Embedded upstream =
                Embedded.strings(
                        connection -> {
                            other.add(connection);
                            Task.sleep(ofSeconds(1000));
                        });
        Embedded downstream =
                Embedded.strings(
                        connection -> {
                            Select select = new Select();
                            var down = select.on(connection.reading());
                            var up = select.on(other.getFirst().reading());
                            for (int i = 0; i < 3; i++) {
                                if (select.await() == down) other.getFirst().write(down.get());
                                else connection.write(up.get());
                            }
                        },
                        new LogReads());
        upstream.receive("from above");
        assertThat(downstream.sent()).containsExactly("from above");
        downstream.receive("from below");
        assertThat(upstream.sent()).containsExactly("from below");
        upstream.receive("again");
        assertThat(downstream.sent()).containsExactly("again");
    }

    /** After each of the events in turn the select's time is over, and plain reads go on. */
    @Test
    void whereverItsTimeIsOverNothingIsLost() {
        for (int over = 0; over <= 7; over++) {
            Embedded embedded =
                    Embedded.strings(
                            connection -> {
                                Deadline.moveOnAfter(ofSeconds(1), () -> logBoth(connection));
                                for (String line; (line = connection.read()) != null; )
                                    log.add(line);
                            });
            for (int event = 0; event < 6; event += 2) {
                if (over == event) pass(embedded);
                embedded.receive("a" + event, "b" + event);
                if (over == event + 1) pass(embedded);
                bell.release();
            }
            if (over == 6) pass(embedded);
            embedded.channel.close();
            assertThat(log)
                    .filteredOn(each -> !"ring".equals(each) && !"end".equals(each))
                    .containsExactly("a0", "b0", "a2", "b2", "a4", "b4");
            int rings = (int) log.stream().filter("ring"::equals).count();
            assertThat(rings + bell.available()).isEqualTo(3);
            while (bell.tryAcquire()) log.add("ring");
            log.clear();
        }
    }

    private static void pass(Embedded embedded) {
        embedded.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
    }

    @Test
    void whenTheChannelIsGoneTheSelectHearsOfItAndIsNotCancelled() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            logBoth(connection);
                            log.add("goes on");
                        });
        embedded.channel.close();
        assertThat(log).containsExactly("end", "goes on");
    }

    @Test
    void aSelectThatDoesNotReadIsCancelledWhenTheChannelIsGone() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            Select select = new Select();
                            select.on(bell.acquiring());
                            try {
                                select.await();
                            } finally {
                                log.add("finally");
                            }
                        });
        embedded.channel.close();
        assertThat(log).containsExactly("finally");
        assertThat(embedded.passed).isEmpty();
        bell.release();
        assertThat(bell.available()).isEqualTo(1);
    }
}
