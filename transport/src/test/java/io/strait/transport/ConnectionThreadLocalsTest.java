package io.strait.transport;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.strait.task.Task;
import io.strait.task.TaskOptions;
import io.strait.task.TaskScope;
import io.strait.task.ThreadLocals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Whose ThreadLocals a connection's coroutine sees, and what it forks. */
class ConnectionThreadLocalsTest {
    private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "unset");
    private static final FastThreadLocal<Object> NETTYS = new FastThreadLocal<>();

    private final List<Object> log = new ArrayList<>();

    /** On a thread as Netty's loops have one. */
    private static void onNettysThread(Runnable code) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new FastThreadLocalThread(() -> thrown.set(catchThrowable(code::run)));
        thread.start();
        thread.join();
        if (thrown.get() != null) throw new AssertionError(thrown.get());
    }

    private static final class SetsItForEachMessage extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            LOCAL.set("for " + message);
            context.fireChannelRead(message);
            assertThat(LOCAL.get()).isEqualTo("for " + message);
            LOCAL.remove();
        }
    }

    /** The coroutine reads, a child looks, and the coroutine looks again, a second later. */
    private void converse(ConnectionOptions options, TaskOptions ofTheFork) {
        Embedded embedded =
                Embedded.strings(
                        options,
                        connection -> {
                            NETTYS.set(connection.read());
                            log.add(LOCAL.get());
                            TaskScope.run(
                                    scope -> {
                                        scope.fork(
                                                ofTheFork,
                                                () -> {
                                                    log.add(LOCAL.get());
                                                    log.add(NETTYS.get());
                                                });
                                        return scope.join();
                                    });
                            Task.sleep(ofSeconds(1));
                            log.add(LOCAL.get());
                        },
                        new SetsItForEachMessage());
        embedded.receive("a");
        embedded.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
        assertThat(embedded.passed).isEmpty();
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    private void converse(ConnectionOptions options) {
        converse(options, TaskOptions.DEFAULT);
    }

    @Test
    void theCoroutineHasItsLoopsAndWhatItForksItsOwn() throws InterruptedException {
        onNettysThread(() -> converse(ConnectionOptions.DEFAULT));
        assertThat(log).containsExactly("for a", "unset", "a", "unset");
    }

    @Test
    void bothHaveTheirOwnIfTheyAreToldSo() throws InterruptedException {
        onNettysThread(
                () ->
                        converse(
                                ConnectionOptions.DEFAULT.withThreadLocals(
                                        ThreadLocals.OF_THE_TASK)));
        assertThat(log).containsExactly("unset", "unset", "a", "unset");
    }

    @Test
    void bothHaveTheLoopsIfTheyAreToldSoOrOnlyOneFork() throws InterruptedException {
        onNettysThread(
                () -> {
                    converse(ConnectionOptions.DEFAULT.withThreadLocals(ThreadLocals.OF_THE_LOOP));
                    converse(
                            ConnectionOptions.DEFAULT,
                            TaskOptions.DEFAULT.withThreadLocals(ThreadLocals.OF_THE_LOOP));
                });
        assertThat(log)
                .containsExactly("for a", "for a", "a", "unset", "for a", "for a", "a", "unset");
    }

    /** There Netty keeps its caches, and we the loop, in one of the thread's. */
    @Test
    void onAnotherThreadThanNettysAllHaveTheThreads() {
        converse(ConnectionOptions.DEFAULT.withThreadLocals(ThreadLocals.OF_THE_TASK));
        assertThat(log).containsExactly("for a", "for a", "a", "unset");
    }
}
