package io.strait.task;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A limit on how long some code of a task may take.
///
/// ```java
/// Response response = Deadline.failAfter(ofSeconds(5), () -> {
///     upstream.write(request);
///     return upstream.read();
/// });
/// ```
///
/// When the time is over, the wait in which the code is throws [Cancelled], and so does every
/// further one: `finally` blocks run, and the code ends. The same happens in the tasks that it has
/// forked. Code that doesn't wait is not interrupted.
///
/// **Limits compose.** A limit inside another can only be shorter: what runs inside has until the
/// nearest of them. Each is an instant, so it doesn't start again with the next wait. A limit costs
/// no timer until something really waits.
///
/// All of it is for the code of a task, on its own thread.
public final class Deadline {
    private Deadline() {}

    private static final class Limit extends CancelScope {
        private final Duration limit;

        Limit(Task task, Duration limit) {
            super(task, false, CancelScope.deadline(task, limit));
            this.limit = limit;
        }

        @Override
        String timeIsOver() {
            return task() + " was not done within " + Durations.text(limit);
        }
    }

    /// Runs `code`, and fails if it isn't done in time.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param limit how long it may take; zero or less, if it must not wait at all
    /// @param code runs at once, in the same task
    /// @return what the code returned, also if the time was over when it did
    /// @throws CancelledByTimeoutException if a wait was cut short since the time was over
    /// @throws E as the code does
    /// @throws IllegalStateException outside of a task
    public static <V extends @Nullable Object, E extends Exception> V failAfter(
            Duration limit, Code<V, E> code) throws E {
        Task task = Task.current();
        CancelScope scope = new Limit(task, limit);
        scope.enter();
        try {
            return code.run();
        } catch (Cancelled cancelled) {
            if (!cancelled.ends(scope)) throw cancelled;
            throw new CancelledByTimeoutException(cancelled);
        } finally {
            scope.leave();
        }
    }

    /// Runs `code`, and fails if it isn't done in time.
    ///
    /// @param <E> what the code throws
    /// @param limit how long it may take; zero or less, if it must not wait at all
    /// @param code runs at once, in the same task
    /// @throws CancelledByTimeoutException if a wait was cut short since the time was over
    /// @throws E as the code does
    /// @throws IllegalStateException outside of a task
    public static <E extends Exception> void failAfter(Duration limit, Action<E> code) throws E {
        Deadline.<@Nullable Object, E>failAfter(
                limit,
                () -> {
                    code.run();
                    return null;
                });
    }

    /// Runs `code`, and goes on if it isn't done in time.
    ///
    /// @param <E> what the code throws
    /// @param limit how long it may take; zero or less, if it must not wait at all
    /// @param code runs at once, in the same task
    /// @return whether the code has come to its end; false if a wait was cut short since the time
    ///   was over
    /// @throws E as the code does
    /// @throws IllegalStateException outside of a task
    public static <E extends Exception> boolean moveOnAfter(Duration limit, Action<E> code)
            throws E {
        return finishes(new Limit(Task.current(), limit), code);
    }

    static <E extends Exception> boolean finishes(CancelScope scope, Action<E> code) throws E {
        scope.enter();
        try {
            code.run();
            return true;
        } catch (Cancelled cancelled) {
            if (!cancelled.ends(scope)) throw cancelled;
            return false;
        } finally {
            scope.leave();
        }
    }

    /// How much time the code that calls has left.
    ///
    /// @return until the nearest deadline, zero if that has passed; empty if there is none
    /// @throws IllegalStateException outside of a task
    public static Optional<Duration> remaining() {
        Task task = Task.current();
        CancelScope scope = task.scope;
        if (scope == null || scope.nearest() == Loop.NO_DEADLINE) return Optional.empty();
        return Optional.of(Duration.ofNanos(Math.max(0, scope.nearest() - task.loop().now())));
    }
}
