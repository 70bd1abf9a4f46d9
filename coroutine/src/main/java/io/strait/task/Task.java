package io.strait.task;

import io.strait.coroutine.Coroutine;
import io.strait.coroutine.LockHeldException;
import io.strait.coroutine.PinnedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A coroutine that a [Loop] resumes. It belongs to that loop for life: all of its code runs on the
/// loop's thread, one task at a time.
///
/// A task suspends in a [Wait], nowhere else, and goes on when somebody wakes it. Who makes tasks
/// of a new kind says in a subclass what one runs, what is to be done whenever it has stopped, and
/// what at its end.
public abstract class Task extends TaskContext implements Coroutine.Scheduled {
    /*
     * Every suspension of a task is in park(), and every resumption in resume(), which the ready queue
     * alone calls.
     *
     *              start             a turn              park                wake, cancel
     *   CREATED ──────────► READY ──────────► RUNNING ──────────► PARKED ──────────────────► READY
     *                                          │ └── yieldNow ──► YIELDED, until its next turn
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
     * The state is a number: to store a reference costs the garbage collector's barrier, at each switch.
     */
    private static final byte CREATED = 0;
    private static final byte READY = 1;
    private static final byte RUNNING = 2;
    private static final byte PARKED = 3;
    private static final byte YIELDED = 4;
    private static final byte ENDED = 5;

    /* How many operations that need not wait a task may do before the others get their turn. */
    private static final int OPERATIONS = 128;

    /* How often a task is told of one cancellation; if it goes on waiting after that, it is given up. */
    private static final int CANCELLATIONS = 100;

    private final ReadyQueue queue;
    final Coroutine<@Nullable Object, @Nullable Object> coroutine;
    private byte state = CREATED;
    private boolean begun; // its code has
    private boolean refused; // by the last turn, and by none since
    @Nullable CancelScope scope; // the innermost; seldom any
    @Nullable Alarm alarm; // from the first deadline on
    private @Nullable CancelScope told; // the one of whose cancellation its code was told last
    private byte cancellations; // how often it was told of that
    private short operations = OPERATIONS; // that it may still do without a wait
    private @Nullable Throwable failure;
    @Nullable Task next; // of its loop's TaskList
    @Nullable Task previous;

    /// A task of the calling thread, which is to be started.
    ///
    /// @param loop the loop of the calling thread
    /// @throws IllegalStateException on another thread than the loop's
    @SuppressWarnings("this-escape") // The coroutine keeps it, and calls nothing before it starts.
    protected Task(Loop loop) {
        super(loop);
        if (!loop.isCurrent()) {
            throw new IllegalStateException(
                    "a task is made on its loop's thread, and thread '"
                            + Thread.currentThread().getName()
                            + "' called; use loop.execute()");
        }
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

    /// The task whose code calls.
    ///
    /// @return the task
    /// @throws IllegalStateException if the calling code isn't that of a task
    public static Task current() {
        Task current = ReadyQueue.ofThread().current();
        if (current == null) {
            throw new IllegalStateException(
                    "this is for the code of a task, and this thread runs none; start one, with"
                            + " Loop.run() for instance");
        }
        return current;
    }

    /// Makes the task run, as soon as the running ones are done. To be called on the loop's thread,
    /// once.
    ///
    /// @throws IllegalStateException if it was started already, or on another thread
    public final void start() {
        if (!queue.isOfCurrentThread()) {
            throw new IllegalStateException(
                    "start " + this + " on its loop's thread, with loop.execute()");
        }
        if (state != CREATED) throw new IllegalStateException("started already: " + this);
        begin();
        if (!CancelScope.isForked(this)) loop.taskStarted(this);
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

    /// Tells of its end, if there was no stack left to do so then. To be called on the loop's
    /// thread when something comes for a task that waits for nothing.
    public final void tellLateEnd() {
        if (state == PARKED && isDead()) wakeHere();
    }

    /// Cancels the task, and what it has forked: the wait in which it is, and every further one,
    /// throws [Cancelled]. May be called from any thread.
    ///
    /// @param why the error's message
    public final void cancel(String why) {
        if (queue.isOfCurrentThread()) cancelHere(why);
        else loop.deliver(() -> cancelHere(why));
    }

    /// Whether it stands in a wait, woken or not. To be called on the loop's thread.
    ///
    /// @return whether it does
    public final boolean isWaiting() {
        return begun && (state == PARKED || state == READY);
    }

    /// Whether the code that it runs is cancelled, or its time is over, so that its next wait will
    /// throw. To be called on the loop's thread.
    ///
    /// @return whether it is
    public final boolean isCancelled() {
        return scope != null && scope.outermostCancelled() != null;
    }

    /// Whether its code has returned or thrown. To be called on the loop's thread.
    ///
    /// @return whether it has
    public final boolean hasEnded() {
        return state == ENDED;
    }

    /// Where its code stands: its own frames, innermost first. For reports; it isn't cheap. To be
    /// called on the loop's thread.
    ///
    /// @return the frames; none if its code has not begun or has ended
    public final StackTraceElement[] stackTrace() {
        return coroutine.stackTrace();
    }

    // For the task's own code: what it waits in.

    /// Throws if this task, which runs, is cancelled or its time is over. To be called before it
    /// waits, and before it takes what it need not wait for.
    ///
    /// @throws Cancelled if it is
    public final void throwIfCancelled() {
        if (scope != null) throwIfCancelledIn(scope);
    }

    private void throwIfCancelledIn(CancelScope innermost) {
        CancelScope cancelled = innermost.outermostCancelled();
        if (cancelled == null) return;
        if (cancelled != told) {
            told = cancelled;
            cancellations = 0;
        }
        // Its code would keep the loop for ever, so it is given up: see resume().
        if (cancellations <= CANCELLATIONS) cancellations++;
        if (cancellations > CANCELLATIONS) coroutine.suspend(this);
        throw cancelled.thrown();
    }

    /// Throws if this task, which runs and is about to stop, would never be resumed.
    final void throwIfLoopHasEnded() {
        if (!loop.hasEnded()) return;
        CancelScope all = CancelScope.rootOf(this);
        all.cancel("its loop has ended");
        throwIfCancelledIn(all);
    }

    /// Counts an operation of this task, which runs, that need not wait; after so many it goes to
    /// the back of the queue, so that one that always finds something to do doesn't keep the others
    /// waiting. To be called after [#throwIfCancelled], before anything is taken.
    public final void countOperation() {
        if (--operations <= 0) letOthersRun();
    }

    private void letOthersRun() {
        try {
            stop(YIELDED);
        } catch (LockHeldException | PinnedException cannotStopHere) {
            return; // it could go on without a wait, and so it does
        }
        throwIfCancelled();
    }

    /// Lets the others run that can, then goes on.
    ///
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public static void yieldNow() {
        Task task = current();
        task.throwIfCancelled();
        task.throwIfLoopHasEnded();
        task.stop(YIELDED);
    }

    /// Waits for `time`, or until it is cancelled.
    ///
    /// @param time how long; zero or less for [#yieldNow]
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public static void sleep(Duration time) {
        Task task = current();
        if (time.isPositive()) new Sleep(task.loop).await(task, CancelScope.deadline(task, time));
        else yieldNow();
    }

    /// Suspends this task, which runs, until it is woken or cancelled; also from inside a generator
    /// that it runs. Only a [Wait] calls it.
    void park() {
        if (state != RUNNING) {
            throw new IllegalStateException(
                    "a task waits in its own code, and that of " + this + " doesn't run");
        }
        stop(PARKED);
    }

    private void stop(byte how) {
        state = how;
        try {
            coroutine.suspend(this);
        } finally {
            state = RUNNING;
            operations = OPERATIONS;
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
        } else if (state == READY || state == YIELDED) {
            queue.goOn();
        }
    }

    private void cancelHere(String why) {
        if (state != ENDED) CancelScope.rootOf(this).cancel(why);
    }

    /// Called by the ready queue's turn: runs until the task stops.
    ///
    /// @return whether that is its end: then [#end] is to be called, outside of its slice
    boolean resume() {
        // It may have ended, or been refused, while it was in the queue.
        if (state != READY && state != YIELDED) return false;
        // If it is dead, there was no stack, last time, to tell its end.
        if (!isDead() && !mount()) return false;
        if (isDead()) return true;
        if (cancellations <= CANCELLATIONS) return false;
        failure = CancelScope.swallowed(this, CANCELLATIONS);
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

    private boolean isDead() {
        return coroutine.status() == Coroutine.Status.DEAD;
    }

    /* False if it could not be resumed here and now. */
    private boolean mount() {
        // Until its own code says RUNNING. So whatever is thrown before that leaves it where the
        // next wake-up finds it, also if there is no stack to do anything about it.
        state = PARKED;
        try {
            resumeInContext();
            refused = false;
            if (state == YIELDED) queue.add(this); // a task is mounted: so it is put at the end
            return true;
        } catch (LockHeldException held) { // run() lets none of its own pass, nor anything else
            tryAgain();
            return false;
        } catch (StackOverflowError noStack) {
            if (failure == null)
                failure = noStack; // it counts if it is dead: half mounted, and lost
            if (isDead()) return true;
            failure = null;
            state = PARKED;
            tryAgain(); // if there is stack for that; else wakeHere does
            return false;
        }
    }

    private void resumeInContext() {
        try {
            enter();
            coroutine.resume(this);
        } finally {
            leave();
        }
    }

    /* In a command of the loop, or, if there is a lock around those too (embedded loops), a little later. */
    private void tryAgain() {
        boolean later = refused;
        refused = true;
        if (later) loop.schedule(this::wakeHere, TimeUnit.MILLISECONDS.toNanos(1));
        else loop.deliver(this::wakeHere);
    }

    private void tellEnd() {
        if (state == ENDED) return;
        state = ENDED;
        if (alarm != null) alarm.cancel();
        if (!CancelScope.isForked(this)) loop.taskEnded(this);
        drop();
        if (scope != null) CancelScope.ended(this);
        atEnd(failure instanceof Cancelled ? null : failure);
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
