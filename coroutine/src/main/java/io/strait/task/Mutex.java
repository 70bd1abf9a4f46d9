package io.strait.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Lets one task at a time run code that must not be interleaved with that of another.
///
/// ```java
/// Mutex refreshing = new Mutex();
///
/// Token token() {
///     return refreshing.run(() -> {
///         if (token.hasExpired()) token = fetchToken();   // waits; the others wait for that
///         return token;
///     });
/// }
/// ```
///
/// **Most code needs none.** The tasks of a loop share a thread: nothing of another one runs
/// between two waits, so counters, maps and several of them at once need no lock. It takes a mutex
/// where something must not be seen half done **across a wait**, as above.
///
/// [#runWhen] waits for the mutex and for a condition at once, which is what condition variables
/// are for elsewhere. It has no signal that could be forgotten: whenever the mutex is free, the
/// first whose condition is true goes on.
///
/// Tasks get it in the order in which they came. A wait that throws has not taken it. It can't be
/// left locked, as it is held for as long as the code runs, and no longer; where that doesn't fit,
/// a [Semaphore] with one permit can be released by anybody. It is not reentrant: code that runs it
/// again in itself is refused.
///
/// A mutex is for the tasks of one thread, the first that uses it.
public final class Mutex {
    /*
     *            lock                  unlock
     *   FREE ──────────► HELD by owner ──────► FREE, and the first in line whose condition is true is woken
     *                       └── the owner ends without an unlock, as it was given up ──► BROKEN: all who come are refused
     *
     * Who is woken looks for itself. If it isn't to go on after all, it wakes the one who is.
     */
    private final List<Turn> line = new ArrayList<>();
    private @Nullable Task owner;
    private @Nullable Thread thread;

    /// A mutex that nobody holds.
    public Mutex() {}

    private final class Turn extends Wait {
        private final BooleanSupplier condition;

        Turn(Task task, BooleanSupplier condition) {
            super(task.loop(), null);
            this.condition = condition;
        }

        @Override
        protected boolean isOver() {
            if (owner != null) return owner.hasEnded();
            Turn next = next();
            if (next != null && next != this) next.wake();
            return next == this;
        }

        /* If it throws, its own task is to hear of it. */
        boolean mayGo() {
            Task task = waiter();
            if (task != null && task.hasEnded()) return false; // it was given up in here
            try {
                return condition.getAsBoolean();
            } catch (RuntimeException ofItsTask) {
                return true;
            }
        }
    }

    /* The part of a task's code that holds the mutex. If the task is given up in there, those who wait hear of it. */
    private final class Held extends CancelScope {
        Held(Task task) {
            super(task, false, Loop.NO_DEADLINE);
        }

        @Override
        void wakeChildren() {
            if (task().hasEnded()) for (Turn each : List.copyOf(line)) each.wake();
        }
    }

    /// Runs `code` while no other task runs code of this mutex; waits for that first if need be.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param code runs in the same task; may wait
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled; the code has not run, if it was by this wait
    /// @throws IllegalStateException if the task runs code of this mutex already, outside of a
    ///   task, on another thread than the mutex's, or if a task was given up in its code
    public <V extends @Nullable Object, E extends Exception> V run(Code<V, E> code) throws E {
        return runWhen(Mutex::always, code);
    }

    /// Runs `code` as [#run(Code)] does.
    ///
    /// @param <E> what the code throws
    /// @param code runs in the same task; may wait
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled; the code has not run, if it was by this wait
    /// @throws IllegalStateException as [#run(Code)] does
    public <E extends Exception> void run(Action<E> code) throws E {
        runWhen(Mutex::always, code);
    }

    /// Runs `code` while no other task runs code of this mutex, and when `condition` is true: that
    /// is so when the code begins. Those who wait for something that isn't true hold nobody up.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param condition looks at what changes in code of this mutex alone; called by any of its
    ///   tasks; must change nothing and not wait. What it throws, this throws
    /// @param code runs in the same task; may wait
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled; the code has not run, if it was by this wait
    /// @throws IllegalStateException as [#run(Code)] does
    public <V extends @Nullable Object, E extends Exception> V runWhen(
            BooleanSupplier condition, Code<V, E> code) throws E {
        Task task = Task.current();
        lock(task, condition);
        Held held = new Held(task);
        held.enter();
        try {
            return code.run();
        } finally {
            unlock();
            held.leave();
        }
    }

    /// Runs `code` as [#runWhen(BooleanSupplier, Code)] does.
    ///
    /// @param <E> what the code throws
    /// @param condition as there
    /// @param code runs in the same task; may wait
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled; the code has not run, if it was by this wait
    /// @throws IllegalStateException as [#run(Code)] does
    public <E extends Exception> void runWhen(BooleanSupplier condition, Action<E> code) throws E {
        this.<@Nullable Object, E>runWhen(
                condition,
                () -> {
                    code.run();
                    return null;
                });
    }

    private void lock(Task task, BooleanSupplier condition) {
        enterThread();
        task.throwIfCancelled();
        task.countOperation();
        if (owner == task) {
            throw new IllegalStateException(
                    task + " runs code of this mutex already, and would wait for itself");
        }
        if (owner != null && owner.hasEnded()) throw broken(owner);
        if (owner != null || next() != null || !condition.getAsBoolean()) waitFor(task, condition);
        else owner = task;
    }

    private void waitFor(Task task, BooleanSupplier condition) {
        Turn turn = new Turn(task, condition);
        line.add(turn);
        try {
            turn.await(task);
            if (owner != null) throw broken(owner);
            if (!condition.getAsBoolean()) { // it may also throw
                throw new IllegalStateException("a condition that changes as it is looked at");
            }
            owner = task;
        } finally {
            line.remove(turn);
            if (owner == null) wakeNext();
        }
    }

    private static boolean always() {
        return true;
    }

    private void unlock() {
        owner = null;
        wakeNext();
    }

    private @Nullable Turn next() {
        for (Turn each : line) if (each.mayGo()) return each;
        return null;
    }

    private void wakeNext() {
        Turn next = next();
        if (next != null) next.wake();
    }

    private static IllegalStateException broken(Task owner) {
        return new IllegalStateException(
                owner
                        + " was given up in code of this mutex: what that guards may be half done,"
                        + " so nobody gets it any more");
    }

    private void enterThread() {
        Thread caller = Thread.currentThread();
        if (thread == caller) return;
        if (thread != null) throw OtherThread.refused("mutex", thread);
        thread = caller;
    }

    /// Who holds it, for messages.
    @Override
    public String toString() {
        return owner == null ? "mutex (free)" : "mutex (held by " + owner + ")";
    }
}
