package io.strait.task;

import org.jspecify.annotations.Nullable;

/// Code with a result that a task runs.
///
/// @param <V> the result
/// @param <E> what it throws
@FunctionalInterface
public interface Code<V extends @Nullable Object, E extends Exception> {
    /// Runs it, on the task's thread, once.
    ///
    /// @return the result
    /// @throws E as the code does
    V run() throws E;
}
