package io.strait.task;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What becomes of a [TaskScope] when its subtasks end: when it is done, and its result. The
/// policies and their names are those of the JDK's `StructuredTaskScope`.
///
/// An object of this type is for one scope. All of it is called on the loop's thread, and must not
/// wait.
///
/// @param <T> the subtasks' results
/// @param <R> the scope's result
/// @param <X> what [#result] throws
public interface Joiner<
        T extends @Nullable Object, R extends @Nullable Object, X extends Exception> {
    /// Called before a subtask starts.
    ///
    /// @param subtask has not started
    /// @return whether the scope is done already, so that this one doesn't start and the others are
    ///   cancelled
    default boolean onFork(Subtask<? extends T> subtask) {
        return false;
    }

    /// Called when a subtask has ended, whatever became of it, also after the scope is done. Not
    /// called for one that was cancelled with the scope.
    ///
    /// @param subtask has ended
    /// @return whether the scope is done, so that the others are cancelled
    default boolean onComplete(Subtask<? extends T> subtask) {
        return false;
    }

    /// Whether [#result] is going to throw, so that a scope that is done cancels its body too.
    /// Called when [#onComplete] says that the scope is done, and at its end.
    ///
    /// @return whether it is
    default boolean hasFailed() {
        return false;
    }

    /// The result of the scope. Called by [TaskScope#join], once the scope is done or all subtasks
    /// have ended.
    ///
    /// @return the result
    /// @throws X if there is none
    R result() throws X;

    /// Waits for all, and fails as soon as one has failed; a subtask that somebody has cancelled is
    /// no failure. This is what a scope does that isn't told anything else.
    ///
    /// @param <T> the subtasks' results
    /// @return a new joiner. Its `result` throws an [ExecutionException] with the first failure as
    ///   its cause, and the others, if there are any, suppressed in that
    static <T extends @Nullable Object>
            Joiner<T, @Nullable Void, ExecutionException> awaitAllSuccessfulOrThrow() {
        return new Joiners.AllSuccessful<T, @Nullable Void>(false, subtasks -> null);
    }

    /// Waits for all, and fails as soon as one has failed or was cancelled.
    ///
    /// @param <T> the subtasks' results
    /// @return a new joiner, with all results in the order in which they were forked. Its `result`
    ///   throws as that of [#awaitAllSuccessfulOrThrow] does
    static <T extends @Nullable Object>
            Joiner<T, List<T>, ExecutionException> allSuccessfulOrThrow() {
        return new Joiners.AllSuccessful<>(true, Joiners::results);
    }

    /// Waits for the first that succeeds, and cancels the others.
    ///
    /// @param <T> the subtasks' results
    /// @return a new joiner, with that one's result. Its `result` throws an [ExecutionException] if
    ///   none has succeeded: with the first failure as its cause, and the others suppressed in that
    static <T extends @Nullable Object> Joiner<T, T, ExecutionException> anySuccessfulOrThrow() {
        return new Joiners.AnySuccessful<>();
    }

    /// Waits for all, whatever becomes of them. A failure of a subtask is for whoever looks at it.
    ///
    /// @param <T> the subtasks' results
    /// @return a new joiner
    static <T extends @Nullable Object> Joiner<T, @Nullable Void, RuntimeException> awaitAll() {
        return () -> null;
    }

    /// Waits until all have ended, or one that has ended satisfies a condition; then the others are
    /// cancelled.
    ///
    /// @param <T> the subtasks' results
    /// @param isDone is asked of each that has ended
    /// @return a new joiner, with all subtasks in the order in which they were forked
    static <T extends @Nullable Object>
            Joiner<T, List<Subtask<? extends T>>, RuntimeException> allUntil(
                    Predicate<Subtask<? extends T>> isDone) {
        return new Joiners.Until<>(isDone);
    }
}
