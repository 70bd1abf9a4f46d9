package io.strait.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tasks that wait until something is true, and are told when that may have changed.
///
/// ```java
/// Signal fewer = new Signal();
///
/// fewer.awaitUntil(() -> open < LIMIT);   // in one task
/// open++;                                 // true still: nobody has run in between
///
/// open--;                                 // in another
/// fewer.signal();
/// ```
///
/// This is what a condition variable is elsewhere, without its lock. Nothing else runs between the
/// look at the condition and what follows, up to the next wait; so there is nothing to be locked.
///
/// [#signal] has all look, and those go on of whom the condition is true when they run, in the
/// order in which they came. One that has made it false again for the next is no problem: that one
/// waits on. So a signal can't be lost to a task that is cancelled, and tasks may wait for
/// different things.
///
/// A signal is for tasks of one thread, the first that waits for it.
public final class Signal {
    private final List<Look> waiting = new ArrayList<>();
    private volatile @Nullable Loop loop; // of the first who has waited

    /// A signal for which nobody waits.
    public Signal() {}

    private final class Look extends Wait {
        private final BooleanSupplier condition;

        Look(Task task, BooleanSupplier condition) {
            super(task.loop(), null);
            this.condition = condition;
        }

        @Override
        protected boolean isOver() {
            return condition.getAsBoolean();
        }

        boolean waitFor(Task task, long deadline) {
            waiting.add(this);
            try {
                return await(task, deadline);
            } finally {
                waiting.remove(this);
            }
        }
    }

    /// Waits until `condition` is true. Doesn't if it is already.
    ///
    /// @param condition looks at what the tasks of this thread share; called by this task alone;
    ///   must change nothing and not wait. What it throws, this throws
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task, or on another thread than that of others
    ///   who wait
    public void awaitUntil(BooleanSupplier condition) {
        awaitUntil(condition, Loop.NO_DEADLINE);
    }

    /// Waits until `condition` is true, for `limit` at most.
    ///
    /// @param condition as for [#awaitUntil(BooleanSupplier)]
    /// @param limit how long; zero or less, if it must not wait
    /// @return whether it is true; false if it wasn't in time
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task, or on another thread than that of others
    ///   who wait
    public boolean awaitUntil(BooleanSupplier condition, Duration limit) {
        return awaitUntil(condition, TimeUnit.NANOSECONDS.convert(limit));
    }

    private boolean awaitUntil(BooleanSupplier condition, long nanos) {
        Task task = Task.current();
        bindTo(task.loop());
        task.throwIfCancelled();
        task.countOperation();
        if (condition.getAsBoolean()) return true;
        return nanos > 0 && new Look(task, condition).waitFor(task, task.loop().deadlineIn(nanos));
    }

    /// That `condition` is true, for a [Select]. There is nothing to be taken: it is ready for as
    /// long as it is true.
    ///
    /// @param condition as for [#awaitUntil(BooleanSupplier)]
    /// @return a source, for one task at a time
    public Source<@Nullable Void, RuntimeException> when(BooleanSupplier condition) {
        return new Source<>() {
            private @Nullable Look look;

            @Override
            protected boolean isReady() {
                return condition.getAsBoolean();
            }

            @Override
            protected @Nullable Void take() {
                return null;
            }

            @Override
            protected void enter(Task task) {
                if (look != null) {
                    throw new IllegalStateException(
                            "a task waits for this already: " + look.waiter());
                }
                bindTo(task.loop());
                Look entered = new Look(task, condition);
                entered.enter(task);
                waiting.add(entered);
                look = entered;
            }

            @Override
            protected void leave() {
                if (look == null) return;
                waiting.remove(look);
                look.leave();
                look = null;
            }
        };
    }

    /// Has all who wait look again. May be called from any thread; from another than theirs, what
    /// their conditions look at has to be visible to them (`volatile`, for instance).
    public void signal() {
        Loop loop = this.loop;
        if (loop == null) return; // whoever comes now looks first
        if (loop.isCurrent()) wakeAll();
        else loop.deliver(this::wakeAll);
    }

    private void wakeAll() {
        for (Look each : List.copyOf(waiting)) each.wake(); // some leave on the spot
    }

    private void bindTo(Loop own) {
        Loop bound = this.loop;
        if (bound == null) {
            this.loop = own;
        } else if (!bound.isCurrent()) {
            throw new IllegalStateException(
                    "a signal is for the tasks of one thread, and thread '"
                            + Thread.currentThread().getName()
                            + "' is not that of the task that has used it first");
        }
    }
}
