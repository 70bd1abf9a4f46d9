package io.strait.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.strait.task.Task;
import io.strait.task.TaskList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The tasks of an event loop that no open channel belongs to: it keeps the loop for them, and ends
/// them when the loop ends. Used on the loop's thread alone.
final class WorkGuard {
    /*
     * Netty can suspend a loop (EventExecutor.trySuspend, AutoScalingEventExecutorChooserFactory): its thread ends, and
     * with the next command the loop goes on with another one, where no task of before can be resumed. It does so only
     * if the loop has no channel, no command and no timer. A task whose channel is open is safe, therefore; the others
     * have a timer here that never goes off. A timer for every task would do, too, but over epoll and io_uring one costs
     * a system call or more for each turn of the loop.
     *
     * A loop that shuts down drops its timers, closes its channels, and runs its shutdown hooks when it has no more
     * commands: still taking new ones, until its quiet period is over. So the hook cancels, and what a task does then,
     * shielded perhaps, has that long.
     */
    private static final long NEVER = TimeUnit.DAYS.toNanos(100 * 365);

    private final EventLoop eventLoop;
    private final TaskList tasks = new TaskList();
    private final Runnable hook = this::loopEnds; // one object: Netty knows a hook by that
    private @Nullable Future<?> timer;

    WorkGuard(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    void add(Task task) {
        // An embedded loop never ends, and its timers are the test's.
        if (eventLoop instanceof SingleThreadEventExecutor executor) {
            if (tasks.isEmpty()) timer = executor.schedule(() -> {}, NEVER, TimeUnit.NANOSECONDS);
            // Once is enough, unless the loop is ending, and has taken the hooks.
            if (tasks.isEmpty() || executor.isShuttingDown()) executor.addShutdownHook(hook);
        }
        tasks.add(task);
    }

    void remove(Task task) {
        tasks.remove(task);
        if (!tasks.isEmpty() || timer == null) return;
        timer.cancel(false);
        timer = null;
        ((SingleThreadEventExecutor) eventLoop).removeShutdownHook(hook);
    }

    private void loopEnds() {
        end("its event loop ends");
    }

    void end(String why) {
        tasks.cancelAll(why);
    }
}
