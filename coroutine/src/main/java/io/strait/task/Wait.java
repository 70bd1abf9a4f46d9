package io.strait.task;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Something that one task at a time waits for: the only place in which a task parks. A task may be
/// in several waits at once, of which it parks in one.
///
/// A subclass says in [#isOver] what is waited for. Whoever makes it true calls [#wake], from any
/// thread. The task then looks for itself: a wake-up carries no value and takes nothing. So a wait
/// that was given up, by a deadline or a cancellation, can't have lost anything.
///
/// A wait belongs to a loop. Apart from [#wake], all of it happens on that loop's thread.
public abstract class Wait {
    private final Loop loop;
    private final @Nullable Task usual;
    private @Nullable Task waiter; // if `waiting`; else the usual one, or null
    private boolean waiting;

    /// A wait in which nobody is.
    ///
    /// @param loop whose tasks may wait here
    /// @param usual the task that will wait here most of the time; null if there is none such
    protected Wait(Loop loop, @Nullable Task usual) {
        this.loop = loop;
        this.usual = usual;
        this.waiter = usual;
    }

    /// Whether what is waited for is there. Called on the loop's thread, by the waiting task's own
    /// code; must take nothing.
    ///
    /// @return whether the task is to go on
    protected abstract boolean isOver();

    /// Parks `task`, whose code calls, until [#isOver]. If that is so already, this is for the
    /// caller to see first: it parks at least once.
    ///
    /// @param task the running task
    /// @throws Cancelled if the task is cancelled; if it is woken and cancelled at once, what it
    ///   waited for wins
    /// @throws IllegalStateException if another task waits here
    protected final void await(Task task) {
        await(task, Loop.NO_DEADLINE);
    }

    /// Parks `task`, whose code calls, until [#isOver] or the deadline.
    ///
    /// @param task the running task
    /// @param deadline on the loop's clock, or [Loop#NO_DEADLINE]
    /// @return whether it is over; false if the deadline passed first
    /// @throws Cancelled if the task is cancelled; if it is woken and cancelled at once, what it
    ///   waited for wins
    /// @throws IllegalStateException if another task waits here
    protected final boolean await(Task task, long deadline) {
        task.throwIfCancelled();
        task.throwIfLoopHasEnded();
        long own = deadline == Loop.NO_DEADLINE ? deadline : onClockOf(task, deadline);
        long nearest = CancelScope.nearest(task, own);
        enter(task);
        try {
            if (nearest != Loop.NO_DEADLINE) setAlarm(task, nearest);
            while (true) {
                task.park();
                if (isOver()) return true;
                task.throwIfCancelled();
                task.throwIfLoopHasEnded();
                if (own != Loop.NO_DEADLINE && own - task.loop().now() <= 0) return false;
            }
        } finally {
            leave();
            if (nearest != Loop.NO_DEADLINE && task.alarm != null) task.alarm.disarm();
        }
    }

    private static void setAlarm(Task task, long deadline) {
        if (task.alarm == null) task.alarm = new Alarm(task.loop(), task::wake);
        try {
            task.alarm.set(deadline);
        } catch (RejectedExecutionException ended) {
            task.throwIfLoopHasEnded();
            throw ended;
        }
    }

    /* Of two loops with one thread, as embedded channels have, each may have a clock of its own. */
    private long onClockOf(Task task, long deadline) {
        Loop itsOwn = task.loop();
        return itsOwn == loop ? deadline : itsOwn.now() + (deadline - loop.now());
    }

    /// Has [#wake] wake `task`, whose code calls, until [#leave]. Doesn't park: that is for another
    /// wait, in which the task is at the same time. So a [Select] waits in several places.
    ///
    /// @param task the running task
    /// @throws IllegalStateException if a task waits here, this one or another
    protected final void enter(Task task) {
        if (waiting) throw taken(task);
        if (waiter != task) waiter = task; // seldom, since a store costs the collector's barrier
        waiting = true;
    }

    /// Ends what [#enter] has begun.
    protected final void leave() {
        waiting = false;
        if (waiter != usual) waiter = usual; // another task may be gone long before this wait
    }

    private IllegalStateException taken(Task task) {
        return new IllegalStateException(
                waiter == task
                        ? task + " waits here already"
                        : "another task waits here: " + waiter);
    }

    /// Parks `task`, whose code calls, until [#isOver], also if it is cancelled meanwhile: for what
    /// is sure to come soon, as it is cancelled too.
    final void awaitInAnyCase(Task task) {
        waiter = task;
        waiting = true;
        try {
            while (!isOver()) task.park();
        } finally {
            waiting = false;
            waiter = usual;
        }
    }

    /// The task that waits here most of the time.
    ///
    /// @return the task; null if there is none such
    protected final @Nullable Task usual() {
        return usual;
    }

    /// Has the task that waits here look again, if there is one. May be called from any thread.
    public final void wake() {
        if (loop.isCurrent()) wakeHere();
        else loop.deliver(this::wakeHere);
    }

    private void wakeHere() {
        Task task = waiter;
        if (waiting && task != null) task.wake();
    }

    /// Whether a task waits here, also if it was woken and has not been resumed yet.
    ///
    /// @return whether one does
    public final boolean isWaiting() {
        return waiting;
    }

    /// The task that waits here.
    ///
    /// @return the task, or null
    public final @Nullable Task waiter() {
        return waiting ? waiter : null;
    }
}
