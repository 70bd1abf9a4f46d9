package io.strait.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A thread, its queue of commands and its clock: all that tasks need of an event loop, and the one
/// thing to implement for another kind of it.
///
/// A loop runs one command at a time, in the order in which they came, always on the same thread.
public interface Loop extends Executor {
    /// No deadline: for ever.
    long NO_DEADLINE = Long.MAX_VALUE;

    /// Whether the calling thread is this loop's. May be called from any thread.
    ///
    /// @return whether it is
    boolean isCurrent();

    /// Queues a command. May be called from any thread.
    ///
    /// @param command runs on the loop's thread, after those that are queued already
    /// @throws RejectedExecutionException if the loop takes no more commands: for now, as its queue
    ///   is full, or for ever, which [#hasEnded] tells
    @Override
    void execute(Runnable command);

    /// Queues a command that must not be lost. A full queue gets it a little later; a loop that has
    /// ended has no use for it. May be called from any thread.
    ///
    /// @param command runs on the loop's thread
    default void deliver(Runnable command) {
        // No class of its own: one that is initialized where the stack ends can never be used
        // again.
        try {
            execute(command);
        } catch (RejectedExecutionException full) {
            if (hasEnded()) return;
            if (isCurrent()) schedule(command, TimeUnit.MILLISECONDS.toNanos(1));
            else
                CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run)
                        .execute(() -> deliver(command));
        }
    }

    /// Whether the loop has ended, or ends so soon that it takes no more commands. May be called
    /// from any thread.
    ///
    /// @return whether it has; once true it stays true
    boolean hasEnded();

    /// The loop's clock. Only differences mean anything, as with `System.nanoTime()`. May be called
    /// from any thread.
    ///
    /// @return nanoseconds
    long now();

    /// The deadline of what begins now. May be called from any thread.
    ///
    /// @param nanos for how long, in nanoseconds, less than zero being zero; [#NO_DEADLINE] stays
    ///   what it is
    /// @return on the loop's clock
    default long deadlineIn(long nanos) {
        if (nanos == NO_DEADLINE) return NO_DEADLINE;
        return now() + Math.clamp(nanos, 0, NO_DEADLINE >> 1); // so that no difference wraps around
    }

    /// The earlier one of two deadlines. May be called from any thread.
    ///
    /// @param one a deadline, or [#NO_DEADLINE]
    /// @param other another
    /// @return the earlier one; [#NO_DEADLINE] if both are that
    static long earlier(long one, long other) {
        if (one == NO_DEADLINE) return other;
        return other == NO_DEADLINE || one - other < 0 ? one : other;
    }

    /// Whether all its tasks see the thread's `ThreadLocal`s, whatever they are told. For a loop
    /// whose own machinery, which its tasks use, is in one. May be called from any thread.
    ///
    /// @return whether none of them may have its own
    default boolean sharesThreadLocals() {
        return false;
    }

    /// Makes a task of the kind that this loop has. To be called on the loop's thread.
    ///
    /// @param body what it runs, and who is told of its end
    /// @return a task that has not started
    default Task newTask(TaskBody body) {
        return new PlainTask(this, body);
    }

    /// Called on the loop's thread when a task starts that no other has forked. A loop that ends
    /// has to end it: [TaskList] helps.
    ///
    /// @param task is about to run
    default void taskStarted(Task task) {}

    /// Called on the loop's thread when such a task has ended.
    ///
    /// @param task was told of in [#taskStarted]
    default void taskEnded(Task task) {}

    /// Runs `code` as a task of a loop of its own, on the calling thread, and waits until it has
    /// ended.
    ///
    /// ```java
    /// void main() {
    ///     Loop.run(() -> {
    ///         System.out.println("wait for it…");
    ///         Task.sleep(Duration.ofSeconds(1));
    ///         System.out.println("now");
    ///     });
    /// }
    /// ```
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param code what the task runs
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws java.util.concurrent.CancellationException if the task was cancelled, and has ended
    ///   by that
    /// @throws IllegalStateException in the code of a task, which would keep its own loop waiting
    static <V extends @Nullable Object, E extends Exception> V run(Code<V, E> code) throws E {
        return run(TaskOptions.DEFAULT, code);
    }

    /// Runs `code` as [#run(Code)] does.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param options what of its thread the task has for itself
    /// @param code what the task runs
    /// @return what the code has returned
    /// @throws E as the code does
    static <V extends @Nullable Object, E extends Exception> V run(
            TaskOptions options, Code<V, E> code) throws E {
        return MainTask.run(options, code);
    }

    /// Runs `code` as [#run(Code)] does.
    ///
    /// @param <E> what the code throws
    /// @param code what the task runs
    /// @throws E as the code does
    static <E extends Exception> void run(Action<E> code) throws E {
        run(TaskOptions.DEFAULT, code);
    }

    /// Runs `code` as [#run(TaskOptions, Code)] does.
    ///
    /// @param <E> what the code throws
    /// @param options what of its thread the task has for itself
    /// @param code what the task runs
    /// @throws E as the code does
    static <E extends Exception> void run(TaskOptions options, Action<E> code) throws E {
        Loop.<@Nullable Object, E>run(
                options,
                () -> {
                    code.run();
                    return null;
                });
    }

    /// Runs a command later. To be called on the loop's thread. It works with a full queue, too.
    ///
    /// @param command runs on the loop's thread, once
    /// @param delay in nanoseconds; zero or less for as soon as possible
    /// @return a handle to call it off
    Timer schedule(Runnable command, long delay);

    /// A command that was scheduled.
    @FunctionalInterface
    interface Timer {
        /// Calls the command off. Does nothing if it has run. To be called on the loop's thread.
        void cancel();
    }
}
