package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.strait.task.Await;
import io.strait.task.Cancelled;
import io.strait.task.Offload;
import io.strait.task.Shield;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The event loop ends under tasks that have no connection. (For those that have: Conformance.) */
@Timeout(120)
class LoopEndTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Queue<Object> log = new ConcurrentLinkedQueue<>();

    private void sleep() {
        try {
            Task.sleep(DAY);
        } catch (Cancelled cancelled) {
            log.add(cancelled.getMessage());
            throw cancelled;
        } finally {
            log.add("finally");
        }
    }

    @ParameterizedTest
    @CsvSource({"NIO, 0", "NIO, 100", "EPOLL, 0", "IO_URING, 0", "KQUEUE, 0"})
    void oneThatSleepsIsCancelledAndItsFinallyBlockRunsBeforeTheLoopIsGone(
            Transport transport, int quietMillis) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        loop.start(this::sleep);
        loop.end(quietMillis);
        assertThat(log).containsExactly("its event loop ends", "finally");
    }

    @ParameterizedTest
    @CsvSource({"NIO, 0", "NIO, 100"})
    void oneThatAwaitsAFutureIsCancelledWithWhatItHasForked(Transport transport, int quietMillis)
            throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        CompletableFuture<String> never = new CompletableFuture<>();
        loop.start(
                () ->
                        TaskScope.run(
                                scope -> {
                                    scope.fork(this::sleep);
                                    try {
                                        return Await.await(never);
                                    } finally {
                                        log.add("body");
                                    }
                                }));
        loop.end(quietMillis);
        assertThat(log).containsExactlyInAnyOrder("its event loop ends", "finally", "body");
        assertThat(never.isDone()).isFalse();
    }

    /** The deprecated way, after which a loop takes nothing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "NIO")
    @SuppressWarnings("deprecation")
    void aLoopThatIsShutDownAtOnceEndsThemToo(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        loop.start(this::sleep);
        loop.start(() -> Shield.run(DAY, this::sleep));
        ((SingleThreadEventExecutor) loop.eventLoop).shutdown();
        loop.end(0);
        assertThat(log).hasSize(4).containsOnly("its event loop ends", "finally");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "NIO")
    void whatIsShieldedHasUntilTheQuietPeriodIsOver(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        CompletableFuture<String> farewell = new CompletableFuture<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        loop.start(
                () -> {
                    try {
                        sleep();
                    } finally {
                        cancelled.countDown();
                        Shield.run(DAY, () -> log.add(Await.await(farewell)));
                    }
                });
        loop.group.shutdownGracefully(2000, 30_000, TimeUnit.MILLISECONDS);
        cancelled.await();
        farewell.complete("farewell");
        loop.end(0);
        assertThat(log).containsExactly("its event loop ends", "finally", "farewell");
    }

    @ParameterizedTest
    @CsvSource({"NIO, 0", "NIO, 100"})
    void thenAShieldEndsToo(Transport transport, int quietMillis) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        loop.start(() -> Shield.run(DAY, this::sleep));
        loop.end(quietMillis);
        assertThat(log).containsExactly("its event loop ends", "finally");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "NIO")
    void blockingCodeIsInterruptedAndKeepsNoLoop(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        loop.start(
                () ->
                        Offload.run(
                                () -> {
                                    entered.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } finally {
                                        interrupted.countDown();
                                    }
                                }));
        entered.await();
        loop.end(100);
        interrupted.await();
    }

    /** In the middle of its commands. */
    @ParameterizedTest
    @CsvSource({"NIO, 0", "NIO, 100"})
    void aLoopThatIsToldByOneOfItsTasksEndsTheOthers(Transport transport, int quietMillis)
            throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        loop.start(this::sleep);
        loop.start(
                () -> {
                    loop.group.shutdownGracefully(quietMillis, 30_000, TimeUnit.MILLISECONDS);
                    sleep();
                });
        loop.end(quietMillis);
        assertThat(log)
                .containsExactly(
                        "its event loop ends", "finally", "its event loop ends", "finally");
    }

    /** What has read its connection's end, and waits for something else then. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "NIO")
    void aTaskThatHasOutlivedItsConnectionIsCancelled(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        CountDownLatch parked = new CountDownLatch(1);
        ChannelPair pair =
                new ChannelPair(
                        loop.group,
                        transport,
                        connection -> {
                            while (connection.read() != null) {
                                // It sends nothing.
                            }
                            log.add("end");
                            parked.countDown();
                            sleep();
                        });
        pair.channel.close().sync();
        parked.await();
        pair.close();
        loop.end(100);
        assertThat(log).containsExactly("end", "its event loop ends", "finally");
    }
}
