package io.strait.task;

/// Code without a result that a task runs.
///
/// @param <E> what it throws
@FunctionalInterface
public interface Action<E extends Exception> {
    /// Runs it, on the task's thread, once.
    ///
    /// @throws E as the code does
    void run() throws E;
}
