package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strait.task.Await;
import io.strait.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Netty is asked to suspend an event loop, as AutoScalingEventExecutorChooserFactory does with idle
 * ones. One with tasks is not idle: it stays on its thread until they have ended.
 */
@Timeout(120)
class LoopSuspensionTest {
    private final Queue<Object> log = new ConcurrentLinkedQueue<>();

    private static Thread threadOf(LoopOfTasks loop) throws Exception {
        return loop.eventLoop.submit(Thread::currentThread).get();
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    /* An idle loop is gone a moment later. That one stays can only be looked at for a while. */
    private static void assertStays(LoopOfTasks loop, Thread thread) throws Exception {
        assertThat(loop.eventLoop.trySuspend()).isTrue();
        assertThat(thread.join(Duration.ofMillis(50))).as("suspended").isFalse();
    }

    private static void assertSuspendsNow(LoopOfTasks loop, Thread thread) throws Exception {
        assertThat(loop.eventLoop.trySuspend()).isTrue();
        assertThat(thread.join(Duration.ofSeconds(60))).as("suspended").isTrue();
    }

    /** What the others are about. */
    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
    void anIdleLoopGoesOnWithAnotherThread(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        Thread first = threadOf(loop);
        assertSuspendsNow(loop, first);
        assertThat(threadOf(loop)).isNotSameAs(first);
        loop.end(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
    void oneWithATaskThatAwaitsAFutureStaysOnItsThreadUntilThatHasEnded(Transport transport)
            throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        CompletableFuture<String> future = new CompletableFuture<>();
        Thread thread = threadOf(loop);
        loop.start(
                () -> {
                    log.add(Await.await(future));
                    log.add(Thread.currentThread());
                });
        assertStays(loop, thread);
        future.complete("value");
        until(() -> log.size() == 2);
        assertThat(log).containsExactly("value", thread);
        assertSuspendsNow(loop, thread);
        loop.end(0);
    }

    @ParameterizedTest
    @EnumSource(names = "NIO")
    void oneWithATaskThatSleepsStaysOnItsThread(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        Thread thread = threadOf(loop);
        CountDownLatch awake = new CountDownLatch(1);
        loop.start(
                () -> {
                    while (awake.getCount() > 0) Task.sleep(Duration.ofMillis(1));
                    log.add(Thread.currentThread());
                });
        assertStays(loop, thread);
        awake.countDown();
        until(() -> log.size() == 1);
        assertThat(log).containsExactly(thread);
        assertSuspendsNow(loop, thread);
        loop.end(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
    void oneWithAConnectionThatReadsStaysOnItsThread(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        Thread thread = threadOf(loop);
        try (ChannelPair pair =
                new ChannelPair(
                        loop.group,
                        transport,
                        connection -> {
                            for (ByteBuf data; (data = connection.read()) != null; )
                                connection.write(data);
                            log.add(Thread.currentThread());
                        })) {
            assertStays(loop, thread);
            pair.socket.getOutputStream().write('a');
            assertThat(pair.socket.getInputStream().read()).isEqualTo('a');
            pair.socket.shutdownOutput();
            assertThat(pair.socket.getInputStream().read()).isNegative();
        }
        assertThat(log).containsExactly(thread);
        assertSuspendsNow(loop, thread);
        loop.end(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
    void aTaskThatOutlivesItsConnectionHoldsTheLoop(Transport transport) throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        Thread thread = threadOf(loop);
        CompletableFuture<String> future = new CompletableFuture<>();
        CountDownLatch parked = new CountDownLatch(1);
        ChannelPair pair =
                new ChannelPair(
                        loop.group,
                        transport,
                        connection -> {
                            assertThat(connection.read()).isNull();
                            parked.countDown();
                            log.add(Await.await(future));
                            log.add(Thread.currentThread());
                        });
        pair.channel.close().sync();
        parked.await();
        assertStays(loop, thread);
        future.complete("value");
        until(() -> log.size() == 2);
        assertThat(log).containsExactly("value", thread);
        assertSuspendsNow(loop, thread);
        pair.close();
        loop.end(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
    void onItsNextThreadALoopServesConnectionsAndTasksAsBefore(Transport transport)
            throws Exception {
        LoopOfTasks loop = new LoopOfTasks(transport);
        for (int i = 0; i < 3; i++) {
            Thread thread = threadOf(loop);
            loop.start(() -> Task.sleep(Duration.ofMillis(1)));
            try (ChannelPair pair =
                    new ChannelPair(
                            loop.group,
                            transport,
                            connection ->
                                    connection.write(
                                            Unpooled.copiedBuffer(
                                                    "hello", StandardCharsets.UTF_8)))) {
                assertThat(pair.socket.getInputStream().readAllBytes()).hasSize(5);
            }
            assertSuspendsNow(loop, thread);
        }
        loop.end(0);
    }
}
