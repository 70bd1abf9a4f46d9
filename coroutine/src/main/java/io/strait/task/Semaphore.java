package io.strait.task;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A number of permits: so many tasks may do something at the same time, and the others wait until
/// one of them is done.
///
/// ```java
/// Semaphore limit = new Semaphore(10);
/// for (URI page : pages) scope.fork(() -> limit.run(() -> fetch(page)));
/// ```
///
/// Permits are given in the order in which tasks came for them. A wait that throws has taken none.
/// If a task is cancelled and there is a permit for it in the same moment, it gets the permit, and
/// its next wait throws; so what follows [#acquire] has to be in a `try` with [#release] in its
/// `finally`. [#run] does that.
///
/// A semaphore is for the tasks and callbacks of one thread, the first that waits for it or gives a
/// permit back. It doesn't know who holds its permits.
public final class Semaphore {
    private int available;
    private @Nullable WaitList waiting;
    private @Nullable Thread thread;

    /// A semaphore that nobody has used yet.
    ///
    /// @param permits how many there are; zero if all have to be released first
    /// @throws IllegalArgumentException if that is negative
    public Semaphore(int permits) {
        if (permits < 0) throw new IllegalArgumentException("fewer permits than none: " + permits);
        this.available = permits;
    }

    /// Runs `code` with a permit, for which it waits first if need be.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param code runs in the same task
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled; the code has not run, if it was by this wait
    /// @throws IllegalStateException outside of a task, or on another thread than the semaphore's
    public <V extends @Nullable Object, E extends Exception> V run(Code<V, E> code) throws E {
        acquire();
        try {
            return code.run();
        } finally {
            release();
        }
    }

    /// Runs `code` with a permit, for which it waits first if need be.
    ///
    /// @param <E> what the code throws
    /// @param code runs in the same task
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled; the code has not run, if it was by this wait
    /// @throws IllegalStateException outside of a task, or on another thread than the semaphore's
    public <E extends Exception> void run(Action<E> code) throws E {
        acquire();
        try {
            code.run();
        } finally {
            release();
        }
    }

    /// Takes a permit, and waits for it if there is none, or if others wait. It is the caller's
    /// when this returns, until [#release].
    ///
    /// @throws Cancelled if the task is cancelled; no permit is taken then
    /// @throws IllegalStateException outside of a task, or on another thread than the semaphore's
    public void acquire() {
        acquire(Loop.NO_DEADLINE);
    }

    /// Takes a permit, if there is one in time.
    ///
    /// @param limit how long it waits for it; zero or less, if it must not wait
    /// @return whether it has taken one, which is then to be released
    /// @throws Cancelled if the task is cancelled; no permit is taken then
    /// @throws IllegalStateException outside of a task, or on another thread than the semaphore's
    public boolean tryAcquire(Duration limit) {
        return acquire(TimeUnit.NANOSECONDS.convert(limit));
    }

    private boolean acquire(long nanos) {
        Task task = Task.current();
        enterThread();
        task.throwIfCancelled();
        task.countOperation();
        if (!mayTake()) {
            if (nanos <= 0) return false;
            long deadline = task.loop().deadlineIn(nanos);
            if (!waiting(task).await(task, deadline, this::isAny)) return false;
        }
        available--;
        return true;
    }

    /// Takes a permit if there is one and nobody waits. For tasks and callbacks.
    ///
    /// @return whether it has taken one, which is then to be released
    /// @throws IllegalStateException on another thread than the semaphore's
    public boolean tryAcquire() {
        enterThread();
        if (!mayTake()) return false;
        available--;
        return true;
    }

    /// A permit, for a [Select]: taking is what [#acquire] does.
    ///
    /// @return a source, for one task at a time
    /// @throws IllegalStateException outside of a task, or on another thread than the semaphore's
    public Source<@Nullable Void, RuntimeException> acquiring() {
        enterThread();
        return waiting(Task.current())
                .source(
                        this::isAny,
                        () -> {
                            available--;
                            return null;
                        });
    }

    /// Gives a permit back, or adds one: nobody checks whether the caller had one. For tasks and
    /// callbacks.
    ///
    /// @throws IllegalStateException on another thread than the semaphore's, or if there would be
    ///   more permits than an `int` can count
    public void release() {
        enterThread();
        if (available == Integer.MAX_VALUE) {
            throw new IllegalStateException("more permits were released than can be counted");
        }
        available++;
        if (waiting != null) waiting.wakeFirst();
    }

    /// How many permits there are to be taken.
    ///
    /// @return the number
    public int available() {
        return available;
    }

    private boolean mayTake() {
        return isAny() && (waiting == null || waiting.isEmpty());
    }

    private boolean isAny() {
        return available > 0;
    }

    private WaitList waiting(Task task) {
        if (waiting == null) waiting = new WaitList(task.loop());
        return waiting;
    }

    private void enterThread() {
        Thread caller = Thread.currentThread();
        if (thread == caller) return;
        if (thread != null) throw OtherThread.refused("semaphore", thread);
        thread = caller;
    }

    /// Its permits, for messages.
    @Override
    public String toString() {
        return "semaphore (" + available + " available)";
    }
}
