package io.strait.task;

import org.jspecify.annotations.Nullable;

/// What a task that was forked runs, and who is told of its end.
public interface TaskBody {
    /// The task's code. Runs as a coroutine on the loop's thread, once.
    ///
    /// @throws Exception what is handed to [#ended]
    void run() throws Exception;

    /// Called on the loop's thread, outside of the coroutine, when the task has ended.
    ///
    /// @param failure what its code threw; null if nothing, or [Cancelled]
    void ended(@Nullable Throwable failure);
}
