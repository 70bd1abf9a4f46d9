package io.strait.task;

import org.jspecify.annotations.Nullable;

/// Something that can be ready to be taken: the next message of a mailbox, what a connection
/// receives, the end of a subtask. A [Select] waits for several of them at once and takes from one;
/// the others are left as they are.
///
/// Whoever uses a select gets its sources from what it waits for, for instance with
/// `mailbox.taking()`. The methods are for those who make a new kind of source. All of them are
/// called by the code of the task that selects, on its thread, and none may wait. A source is for
/// one task at a time.
///
/// @param <T> what is taken
/// @param <X> what taking it throws; `RuntimeException` if that is nothing to be declared
public abstract class Source<T extends @Nullable Object, X extends Exception> {
    /*
     * What a select does with each of its sources:
     *
     *   OUTSIDE ── isReady: no ──► enter ──► ENTERED ── isReady, park, isReady, park, … ──► leave ──► OUTSIDE
     *      └── isReady: yes ──► take             └── of one of them: yes ──► take ──► leave
     *
     * Nothing of any task of the loop runs between isReady and take. Where other threads take too, only those that have
     * entered can be sure of what they see: such a source is never ready from outside, and the look after enter finds
     * what has come before it.
     */

    /// For subclasses.
    protected Source() {}

    /// Whether there is something to take now. Takes nothing and changes nothing. Where tasks are
    /// served in the order in which they came, it is not ready for one that comes while others
    /// wait.
    ///
    /// @return whether [#take] would have something
    /// @throws IllegalStateException if this task must not wait for it: it is another loop's, or
    ///   another task waits for what is there for one alone
    protected abstract boolean isReady();

    /// Takes it. Called when [#isReady] has just said that it is there.
    ///
    /// @return what is taken
    /// @throws X if what is there is a failure
    protected abstract T take() throws X;

    /// Has `task` woken whenever this may have become ready, until [#leave]. What has to be asked
    /// for before it can come is asked for now.
    ///
    /// @param task the running task
    /// @throws IllegalStateException if it must not wait for it; it has then not entered
    protected abstract void enter(Task task);

    /// Ends what [#enter] has begun. If others wait in line, and this task may have been woken, the
    /// next one is woken now.
    protected abstract void leave();

    /// When it becomes ready by itself, without a wake-up.
    ///
    /// @return on the loop's clock, or [Loop#NO_DEADLINE]
    protected long readyAt() {
        return Loop.NO_DEADLINE;
    }

    static IllegalStateException elsewhere() {
        return new IllegalStateException(
                "a task can select what belongs to its own loop, and thread '"
                        + Thread.currentThread().getName()
                        + "' is not that of the loop to which this belongs");
    }
}
