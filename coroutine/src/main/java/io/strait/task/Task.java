package io.strait.task;

import io.strait.coroutine.Coroutine;
import io.strait.coroutine.LockHeldException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A coroutine that a [Loop] resumes. It belongs to that loop for life: all of its code runs on the
/// loop's thread, one task at a time.
///
/// A task suspends in a [Wait], nowhere else, and goes on when somebody wakes it. Who makes tasks
/// of a new kind says in a subclass what one runs, what is to be done whenever it has stopped, and
/// what at its end.
public abstract class Task implements Coroutine.Scheduled {
    /*
     * Every suspension of a task is in park(), and every resumption in resume(), which the ready queue
     * alone calls.
     *
     *              start             a turn              park                wake, cancel
     *   CREATED ──────────► READY ──────────► RUNNING ──────────► PARKED ──────────────────► READY
     *                                          └── its code has returned or thrown ──► ENDED
     *
     * Entry:     the waiting side looks at its condition and parks. Both are on the loop's thread, with nothing in
     *            between that could run foreign code: so no wake-up can fall between the look and the park.
     * Wake:      whoever makes the condition true calls wake(). From another thread it hops to the loop, in wake()
     *            and nowhere else. Waking a task that isn't parked does nothing: it looks again anyway.
     * Exit:      park() returns, and the waiting side looks again. A wake-up is a hint, never the value: one that comes
     *            too late, from a wait that has timed out, costs one look.
     * Refusal:   a turn that was started by code with a monitor held, or with no stack left, can't resume anything.
     *            The task is then PARKED still, and woken again by the loop, where nothing is held and the stack empty.
     *
     * The state is a number, as to store a reference in an object that has grown old costs the garbage collector's
     * barrier, at each switch.
     */
    private static final byte CREATED = 0;
    private static final byte READY = 1;
    private static final byte RUNNING = 2;
    private static final byte PARKED = 3;
    private static final byte ENDED = 4;

    /* How often a cancelled task is told so; if it goes on waiting after that, it is given up. */
    private static final int CANCELLATIONS = 100;

    private final Loop loop;
    private final ReadyQueue queue;
    private final Coroutine<@Nullable Object, @Nullable Object> coroutine;
    private byte state = CREATED;
    private boolean begun; // its code has
    private boolean refused; // by the last turn, and by none since
    private @Nullable String cancellation; // why it is cancelled
    private int cancellations; // that its code was told of
    private @Nullable Throwable failure;

    /// A task of the calling thread, which is to be started.
    ///
    /// @param loop the loop of the calling thread
    /// @throws IllegalStateException on another thread than the loop's
    @SuppressWarnings("this-escape") // The coroutine keeps it, and calls nothing before it starts.
    protected Task(Loop loop) {
        if (!loop.isCurrent()) {
            throw new IllegalStateException(
                    "a task is made on its loop's thread, and thread '"
                            + Thread.currentThread().getName()
                            + "' called; use loop.execute()");
        }
        this.loop = loop;
        this.queue = ReadyQueue.ofThread();
        this.coroutine = Coroutine.createScheduled(this);
    }

    // What a kind of task is.

    /// The task's code. Runs as a coroutine on the loop's thread, once.
    ///
    /// @throws Exception what is handed to [#atEnd]
    protected abstract void run() throws Exception;

    /// Runs on the loop's thread, outside of the coroutine, whenever the task has stopped: parked
    /// or ended. What it does may wake tasks, this one too.
    protected abstract void afterSlice();

    /// Runs on the loop's thread, outside of the coroutine, when the task has ended. What it does
    /// may wake other tasks; [#afterSlice] follows.
    ///
    /// @param failure what its code threw; null if nothing, or its own cancellation
    protected abstract void atEnd(@Nullable Throwable failure);

    // For everybody on the loop.

    /// The loop on which it runs. May be called from any thread.
    ///
    /// @return the loop
    public final Loop loop() {
        return loop;
    }

    /// Makes the task run, as soon as the running ones are done. To be called on the loop's thread,
    /// once.
    ///
    /// @throws IllegalStateException if it was started already, or on another thread
    public final void start() {
        if (!queue.isOfCurrentThread()) {
            throw new IllegalStateException(
                    "a task is started on its loop's thread, and thread '"
                            + Thread.currentThread().getName()
                            + "' called for "
                            + this
                            + "; use loop.execute()");
        }
        if (state != CREATED) throw new IllegalStateException("started already: " + this);
        state = PARKED;
        wakeHere();
    }

    /// Lets a parked task look again: at once, on the caller's stack, if the caller is on the
    /// loop's thread and no task runs; else as soon as the loop gets to it. May be called from any
    /// thread, at any time. Does nothing if the loop has ended.
    public final void wake() {
        if (queue.isOfCurrentThread()) wakeHere();
        else loop.deliver(this::wakeHere);
    }

    /// Tells of its end, if the stack had its end too when that was to be told. To be called on the
    /// loop's thread when something comes for a task that waits for nothing.
    public final void tellLateEnd() {
        if (state == PARKED && isDead()) wakeHere();
    }

    /// Cancels the task: the wait in which it is, and every further one, throws a
    /// [CancellationException]. May be called from any thread.
    ///
    /// @param why the exception's message
    public final void cancel(String why) {
        if (queue.isOfCurrentThread()) cancelHere(why);
        else loop.deliver(() -> cancelHere(why));
    }

    /// Whether it stands in a wait, also if it was woken and has not been resumed yet. To be called
    /// on the loop's thread.
    ///
    /// @return whether it does
    public final boolean isWaiting() {
        return begun && (state == PARKED || state == READY);
    }

    /// Whether it was cancelled. To be called on the loop's thread.
    ///
    /// @return whether it was
    public final boolean isCancelled() {
        return cancellation != null;
    }

    /// Whether its code has returned or thrown. To be called on the loop's thread.
    ///
    /// @return whether it has
    public final boolean hasEnded() {
        return state == ENDED;
    }

    // For the task's own code: what it waits in.

    /// Throws if this task, which runs, is cancelled. To be called before it waits, and before it
    /// takes what it need not wait for.
    ///
    /// @throws CancellationException if it is
    public final void throwIfCancelled() {
        if (cancellation != null) throwCancellation(cancellation);
    }

    private void throwCancellation(String why) {
        if (++cancellations > CANCELLATIONS) suspendForEver();
        throw new CancellationException(why);
    }

    /* Its code would keep the loop for ever, so it is given up: see resume(). */
    private void suspendForEver() {
        coroutine.suspend(this);
    }

    private boolean isDead() {
        return coroutine.status() == Coroutine.Status.DEAD;
    }

    /// Suspends this task, which runs, until it is woken or cancelled; also from inside a generator
    /// that it runs. Only a [Wait] calls it.
    void park() {
        if (state != RUNNING) {
            throw new IllegalStateException(
                    "a task waits in its own code, and that of " + this + " doesn't run");
        }
        state = PARKED;
        try {
            coroutine.suspend(this);
        } finally {
            state = RUNNING;
        }
    }

    // The loop's side.

    private void wakeHere() {
        if (state == PARKED) {
            state = READY;
            try {
                queue.add(this);
            } catch (StackOverflowError noStack) {
                if (state != READY && state != PARKED) throw noStack;
                state = PARKED; // before anything is called, for which there may be no stack either
                tryAgain();
            }
        } else if (state == READY) {
            queue.goOn();
        }
    }

    private void cancelHere(String why) {
        if (cancellation == null) cancellation = why;
        wakeHere();
    }

    /// Called by the ready queue's turn: runs until the task stops.
    ///
    /// @return whether that is its end: then [#end] is to be called, outside of its slice
    boolean resume() {
        if (state != READY) return false; // it ended, or was refused, while it was in the queue
        // If it is dead, there was no stack, last time, to tell its end.
        if (!isDead() && !mount()) return false;
        if (isDead()) return true;
        if (cancellations <= CANCELLATIONS) return false;
        failure = swallowing();
        return true;
    }

    /// Called by the ready queue's turn, once [#resume] has said so.
    void end() {
        if (failure instanceof StackOverflowError && !loop.hasEnded()) {
            state = PARKED; // for the next event, if there is no stack for this either
            loop.deliver(this::tellEnd);
        } else {
            tellEnd();
        }
    }

    /* False if it could not be resumed here and now. */
    private boolean mount() {
        // Until its own code says RUNNING. So whatever is thrown before that leaves it where the
        // next wake-up finds it,
        // also if there is no stack to do anything about it.
        state = PARKED;
        try {
            coroutine.resume(this);
            refused = false;
            return true;
        } catch (LockHeldException held) { // run() lets none of its own pass, nor anything else
            tryAgain();
            return false;
        } catch (StackOverflowError noStack) {
            if (failure == null)
                failure = noStack; // it counts if it is dead: half mounted, and lost
            if (isDead()) return true;
            failure = null;
            tryAgain(); // if there is stack for that; else wakeHere does
            return false;
        }
    }

    /* In a command of the loop, or, if there is a lock around those too (embedded loops), a little later. */
    private void tryAgain() {
        if (refused) {
            loop.schedule(this::wakeHere, TimeUnit.MILLISECONDS.toNanos(1));
        } else {
            refused = true;
            loop.deliver(this::wakeHere);
        }
    }

    private void tellEnd() {
        if (state == ENDED) return;
        state = ENDED;
        boolean ordered = cancellation != null && failure instanceof CancellationException;
        atEnd(ordered ? null : failure);
    }

    private IllegalStateException swallowing() {
        return new IllegalStateException(
                this
                        + " is given up: it caught the CancellationException "
                        + CANCELLATIONS
                        + " times and went on waiting; let the exception pass");
    }

    // The coroutine's side.

    /// The bottom of the coroutine. Not to be called.
    @Override
    public final @Nullable Object run(
            Coroutine<@Nullable Object, @Nullable Object> self, @Nullable Object first) {
        begun = true;
        state = RUNNING;
        try {
            run();
            failure = null; // no longer that of a resumption
        } catch (Throwable t) {
            failure = t;
        }
        return null;
    }

    /// {@inheritDoc}
    @Override
    public String insteadOf(String operation) {
        return "its loop alone does; its code stops in what waits, such as a read";
    }
}
