package io.strait.task;

import java.time.Duration;

/// Code that is to come to its end although the code around it is cancelled: a farewell to the
/// peer, a transaction to be rolled back.
///
/// ```java
/// } finally {
///     Shield.run(ofSeconds(1), () -> connection.write(goodbye));
/// }
/// ```
///
/// Its limit is not optional: a shield without one could hold all up that waits for the task's end.
public final class Shield {
    private Shield() {}

    private static final class Scope extends CancelScope {
        private final Duration limit;

        Scope(Task task, Duration limit) {
            super(task, true, CancelScope.deadline(task, limit));
            this.limit = limit;
        }

        @Override
        String timeIsOver() {
            return "what " + task() + " shields was not done within " + Durations.text(limit);
        }
    }

    /// Runs `code`, whose waits neither a cancellation nor a deadline from outside cuts short, but
    /// `limit` alone.
    ///
    /// @param <E> what the code throws
    /// @param limit how long it may take
    /// @param code runs at once, in the same task
    /// @return whether the code has come to its end; false if a wait was cut short since the time
    ///   was over
    /// @throws E as the code does
    /// @throws IllegalStateException outside of a task
    public static <E extends Exception> boolean run(Duration limit, Action<E> code) throws E {
        return Deadline.finishes(new Scope(Task.current(), limit), code);
    }
}
