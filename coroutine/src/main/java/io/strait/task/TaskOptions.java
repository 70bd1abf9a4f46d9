package io.strait.task;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What of its thread a task has for itself, where the usual way isn't right.
///
/// ```java
/// Loop.run(TaskOptions.DEFAULT.withThreadContext(MdcContext.INSTANCE), () -> …);
/// ```
///
/// It holds for what the task forks, too.
///
/// @param threadLocals whose `ThreadLocal`s it sees; null for those of the task that forks it, if
///   that has been told, and else its own
/// @param threadContext what follows it over its waits; null for that of the task that forks it, if
///   there is one
public record TaskOptions(
        @Nullable ThreadLocals threadLocals, @Nullable ThreadContext<?> threadContext) {

    /// Nothing is said.
    public static final TaskOptions DEFAULT = new TaskOptions(null, null);

    /// The same, but for the thread locals.
    ///
    /// @param threadLocals of the task or of the loop
    /// @return the options
    public TaskOptions withThreadLocals(ThreadLocals threadLocals) {
        return new TaskOptions(Objects.requireNonNull(threadLocals, "threadLocals"), threadContext);
    }

    /// The same, but for what follows the task; for several there is [ThreadContext#of].
    ///
    /// @param threadContext what follows it over its waits
    /// @return the options
    public TaskOptions withThreadContext(ThreadContext<?> threadContext) {
        return new TaskOptions(
                threadLocals, Objects.requireNonNull(threadContext, "threadContext"));
    }
}
