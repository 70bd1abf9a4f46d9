package io.strait.task;

import org.jspecify.annotations.Nullable;

/// A task that waits at a [Mailbox], in line with others: to put an item, or to take one.
///
/// @param <T> the items
abstract class Place<T> extends Wait {
    /*
     *   NEW ──► IN_LINE ──┬── its item was taken, or there is room for it now ──► ACCEPTED   (a putter)
     *    │                ├── the mailbox has failed ────────────────────────► REFUSED    (a putter)
     *    │                └── it has taken, or was given up ─────────────────► LEFT
     *    └── there was room at once ──► ACCEPTED
     */
    enum Outcome {
        NEW,
        IN_LINE,
        ACCEPTED,
        REFUSED,
        LEFT
    }

    final Task task;
    Outcome outcome = Outcome.NEW;

    // In the line.
    @Nullable Place<T> previous;
    @Nullable Place<T> next;

    Place(Task task) {
        super(task.loop(), null);
        this.task = task;
    }

    /// Whether nobody will ever look after this place again: its task was given up while it waited,
    /// or its loop has ended.
    final boolean isAbandoned() {
        return task.hasEnded() || task.loop().hasEnded();
    }
}
