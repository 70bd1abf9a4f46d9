package io.strait.task;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Something that one task at a time waits for: the only place in which a task parks.
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
    private @Nullable Alarm alarm; // from the first deadline on

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
    /// @throws CancellationException if the task is cancelled; if it is woken and cancelled at
    ///   once, what it waited for wins
    /// @throws IllegalStateException if another task waits here
    protected final void await(Task task) {
        await(task, Loop.NO_DEADLINE);
    }

    /// Parks `task`, whose code calls, until [#isOver] or the deadline.
    ///
    /// @param task the running task
    /// @param deadline on the loop's clock, or [Loop#NO_DEADLINE]
    /// @return whether it is over; false if the deadline passed first
    /// @throws CancellationException if the task is cancelled; if it is woken and cancelled at
    ///   once, what it waited for wins
    /// @throws IllegalStateException if another task waits here
    protected final boolean await(Task task, long deadline) {
        task.throwIfCancelled();
        if (waiting) throw new IllegalStateException("another task waits here: " + waiter);
        if (waiter != task) waiter = task; // seldom, since a store costs the collector's barrier
        if (deadline != Loop.NO_DEADLINE) setAlarm(deadline);
        waiting = true;
        try {
            while (true) {
                task.park();
                if (isOver()) return true;
                task.throwIfCancelled();
                if (deadline != Loop.NO_DEADLINE && deadline - loop.now() <= 0) return false;
            }
        } finally {
            waiting = false;
            if (waiter != usual) waiter = usual; // another task may be gone long before this wait
            if (deadline != Loop.NO_DEADLINE && alarm != null) alarm.disarm();
        }
    }

    /// Whether `task` is the one that waits here most of the time.
    ///
    /// @param task any task
    /// @return whether it is
    protected final boolean isUsual(Task task) {
        return task == usual;
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

    /// To be called when nobody will wait here any more: lets go of the timer.
    protected final void stopTimer() {
        if (alarm != null) alarm.cancel();
    }

    private void setAlarm(long deadline) {
        if (alarm == null) alarm = new Alarm(loop, this::wake);
        alarm.set(deadline);
    }
}
