package io.strait.transport;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strait.task.Select;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.task.ThreadContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is on the thread when a message comes is there when it is read, and stays with the task. */
class MessageContextTest {
    private static final ThreadLocal<String> SPAN = ThreadLocal.withInitial(() -> "none");

    /** As a tracing library does it. */
    private static class Spans implements ThreadContext<String> {
        boolean fails;

        @Override
        public String capture() {
            if (fails) throw new IllegalStateException("fails");
            return SPAN.get();
        }

        @Override
        public Runnable put(String span) {
            if (fails) throw new IllegalStateException("fails");
            String before = SPAN.get();
            SPAN.set(span);
            return () -> SPAN.set(before);
        }
    }

    /** Makes a span current around each message. */
    private static final class Tracing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            SPAN.set("span of " + message);
            try {
                context.fireChannelRead(message);
                assertThat(SPAN.get()).as("the handler's own").isEqualTo("span of " + message);
            } finally {
                SPAN.remove();
            }
        }
    }

    private final Spans spans = new Spans();
    private final ConnectionOptions options = ConnectionOptions.DEFAULT.withThreadContext(spans);
    private final List<Object> log = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOnTheThread() {
        assertThat(SPAN.get()).isEqualTo("none");
    }

    private Embedded traced(CoroutineHandler.Body<String> body) {
        return Embedded.strings(options, body, new Tracing());
    }

    private void advance(Embedded embedded, int seconds) {
        embedded.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
        embedded.channel.runPendingTasks();
    }

    private void logReads(Connection<String> connection) throws Exception {
        for (String message; (message = connection.read()) != null; )
            log.add(message + ": " + SPAN.get());
    }

    @Test
    void itIsThereAtAReadThatWaitedAndAtOneThatFindsItQueued() {
        Embedded embedded =
                traced(
                        connection -> {
                            log.add(SPAN.get());
                            logReads(connection);
                            log.add(SPAN.get());
                        });
        embedded.receive("a", "b");
        embedded.receive("c");
        embedded.channel.close();
        assertThat(log)
                .containsExactly(
                        "none", "a: span of a", "b: span of b", "c: span of c", "span of c");
    }

    @Test
    void itWaitsWithAMessageForATaskThatIsBusyElsewhereAndStaysOverItsWaits() {
        Embedded embedded =
                traced(
                        connection -> {
                            log.add(connection.read());
                            Task.sleep(ofSeconds(1));
                            log.add(SPAN.get());
                            logReads(connection);
                        });
        embedded.receive("a");
        embedded.receive("b", "c");
        advance(embedded, 1);
        assertThat(log).containsExactly("a", "span of a", "b: span of b", "c: span of c");
    }

    @Test
    void aReadThatTimesOutChangesNothing() {
        Embedded embedded =
                traced(
                        connection -> {
                            connection.read();
                            SPAN.set("own");
                            log.add(
                                    catchThrowable(() -> connection.read(ofSeconds(1)))
                                            instanceof TimeoutException);
                            log.add(SPAN.get());
                            logReads(connection);
                        });
        embedded.receive("a");
        advance(embedded, 1);
        embedded.receive("b");
        assertThat(log).containsExactly(true, "own", "b: span of b");
    }

    @Test
    void itIsThereAtASelect() {
        Embedded embedded =
                traced(
                        connection -> {
                            Select select = new Select();
                            Select.Case<String, ?> said = select.on(connection.reading());
                            for (int i = 0; i < 2; i++) {
                                select.await();
                                log.add(SPAN.get());
                                said.get();
                                Task.sleep(ofSeconds(1));
                            }
                            log.add(SPAN.get());
                        });
        embedded.receive("a");
        embedded.receive("b");
        advance(embedded, 1);
        advance(embedded, 1);
        assertThat(log).containsExactly("span of a", "span of b", "span of b");
    }

    @Test
    void noConnectionSeesAnothers() {
        List<Embedded> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(
                    traced(
                            connection -> {
                                for (String message; (message = connection.read()) != null; ) {
                                    Task.sleep(ofSeconds(message.length()));
                                    if (!SPAN.get().equals("span of " + message))
                                        log.add(message + ": " + SPAN.get());
                                    log.add("looked");
                                }
                            }));
        }
        for (String each : List.of("a", "bbb", "cc")) {
            all.forEach(one -> one.receive(each + all.indexOf(one)));
            advance(all.get(1), 3);
        }
        for (int i = 0; i < 9; i++) all.forEach(one -> advance(one, 1));
        assertThat(log).hasSize(9).containsOnly("looked");
    }

    /** In the middle of another one's slice: what is on the thread then is that one's. */
    @Test
    void aMessageThatAnotherCoroutineSendsComesWithItsContext() {
        Embedded to = Embedded.strings(options, this::logReads);
        Embedded from =
                traced(
                        connection -> {
                            to.channel.pipeline().fireChannelRead(connection.read());
                            SPAN.set("later");
                        });
        from.receive("a");
        assertThat(log).containsExactly("a: span of a");
    }

    @Test
    void whatACoroutineForksBeginsWithItAndGetsWhatItReads() {
        Embedded embedded =
                traced(
                        connection -> {
                            connection.read();
                            TaskScope.run(
                                    scope -> {
                                        scope.fork(
                                                () -> {
                                                    log.add(SPAN.get());
                                                    log.add(connection.read());
                                                    log.add(SPAN.get());
                                                });
                                        return scope.join();
                                    });
                            log.add(SPAN.get());
                        });
        embedded.receive("a");
        embedded.receive("b");
        assertThat(log).containsExactly("span of a", "b", "span of b", "span of a");
    }

    @Test
    void whoTakesTheChannelOverHasItWithEachMessage() {
        Embedded embedded = traced(connection -> Task.sleep(ofSeconds(9)));
        embedded.receive("a", "b");
        ChannelInboundHandlerAdapter next =
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        log.add(message + ": " + SPAN.get());
                    }
                };
        embedded.channel.pipeline().addAfter("coroutine", "next", next).remove("coroutine");
        assertThat(log).containsExactly("a: span of a", "b: span of b");
    }

    @Test
    void whoTakesTheChannelOverHasTheMessagesAlsoIfTheContextFails() {
        Embedded embedded = traced(connection -> Task.sleep(ofSeconds(9)));
        embedded.receive("a", "b");
        spans.fails = true;
        embedded.channel.pipeline().remove("coroutine");
        assertThat(embedded.passed).hasSize(4).contains("a", "b");
    }

    @Test
    void whatNobodyReadsIsReleased() {
        List<ByteBuf> buffers = List.of(Embedded.buffer("a"), Embedded.buffer("b"));
        Embedded embedded =
                Embedded.of(CoroutineHandler.of(options, connection -> Task.sleep(ofSeconds(1))));
        embedded.receive(buffers.toArray());
        advance(embedded, 1);
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void oneThatFailsLosesNoMessage() {
        Embedded embedded =
                traced(
                        connection -> {
                            Task.sleep(ofSeconds(1));
                            spans.fails = true;
                            log.add(catchThrowable(connection::read).getMessage());
                            spans.fails = false;
                            logReads(connection);
                        });
        embedded.receive("a");
        spans.fails = true;
        embedded.receive("b"); // the failure goes up the pipeline, to the coroutine
        spans.fails = false;
        assertThat(catchThrowable(() -> advance(embedded, 1))).isNull();
        assertThat(log).containsExactly("fails", "a: span of a", "b: span of a");
        assertThat(embedded.passed).singleElement().isInstanceOf(Exception.class);
    }
}
