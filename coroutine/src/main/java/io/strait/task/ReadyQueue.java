package io.strait.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who runs next on a thread: its tasks that can go on, and the one that runs.
///
/// There is one for each thread, and only that thread may use it, unless a method says otherwise.
public class ReadyQueue {
    /*
     * A *slice* is what a task runs between two parks, with what its owner does after it (atEnd, afterSlice). A *turn* is
     * what happens between the loop's call and the return to it:
     *
     *   event ─► wake ─► turn: slice of the woken task ─► slices of those that were woken meanwhile ─► … ─► return
     *
     *            a wake-up comes while …
     *   IDLE     no turn is on the stack                 starts a turn at once, on the caller's stack: the fast path
     *   RUNNING  a task is mounted                       waits in the queue: tasks never resume each other
     *   BETWEEN  the owner's code runs, none is mounted  a slice at once, inside that call, as a callback would be called;
     *                                                    but in the queue if NESTED of them are on the stack already
     *
     * Invariant: whenever the loop has the thread back, the queue is empty, or one command of the loop is queued that goes
     * on with it. After RESUMES_PER_TURN slices the turn ends with such a command, so that I/O and timers get their share.
     * There is never more than one command a loop, however many turns have found somebody ready.
     */

    /// How many slices a turn has at most, apart from those that events inside of it start at once.
    public static final int RESUMES_PER_TURN = 128;

    /* How many slices may be on the stack: what an event of Netty takes of it can be much. */
    private static final int NESTED = 8;

    /*
     * Inheritable, as those stay on the thread when a task's own thread locals are put there. A thread that is made on
     * this one gets null.
     */
    private static final ThreadLocal<@Nullable ReadyQueue> OF_THREAD =
            new InheritableThreadLocal<>() {
                @Override
                protected @Nullable ReadyQueue childValue(@Nullable ReadyQueue ofParent) {
                    return null;
                }
            };

    private final Thread thread = Thread.currentThread();
    private final Ring<Task> ready;
    private final List<Loop> continuing = new ArrayList<>(1); // those with a command of ours
    private int slices; // on the stack; 0 is IDLE
    private boolean mounted; // RUNNING
    private int budget;
    private @Nullable Task current;
    private @Nullable Task unleft; // there was no stack to take off the thread what is this one's

    private ReadyQueue() {
        this(new Ring<>());
    }

    /// For a test, which has an order of its own.
    ReadyQueue(Ring<Task> ready) {
        this.ready = ready;
    }

    /// Makes it the one of the calling thread: for the tasks that are made from now on.
    final void install() {
        OF_THREAD.set(this);
    }

    /// The one of the calling thread.
    ///
    /// @return the queue
    public static ReadyQueue ofThread() {
        ReadyQueue queue = OF_THREAD.get();
        return queue != null ? queue : first();
    }

    private static ReadyQueue first() {
        ReadyQueue queue = new ReadyQueue();
        queue.install();
        return queue;
    }

    /// The task whose code calls. May be called from any thread.
    ///
    /// @return the task; null if it isn't the code of one of this thread's tasks, but of a task's
    ///   owner, for instance
    public final @Nullable Task current() {
        return Thread.currentThread() == thread && mounted ? current : null;
    }

    /// Whether the calling thread is the one whose tasks these are. May be called from any thread.
    ///
    /// @return whether it is
    public final boolean isOfCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /// Runs `task` now, or after the one that runs.
    void add(Task task) {
        settle();
        if (mounted || slices == NESTED) ready.add(task);
        else if (slices == 0) turns(task);
        else slice(task);
    }

    /// Whether no turn is on the stack.
    final boolean isIdle() {
        return slices == 0;
    }

    /// Code that runs elsewhere will wake a task: a test must not take the loop for idle before it
    /// has. To be called on the loop's thread.
    ///
    /// @param work the same object for both calls
    void outsideBegins(Object work) {}

    /// What `work` had to wake is awake. To be called on the loop's thread.
    void outsideEnds(Object work) {}

    /// Goes on with a queue that the end of the stack has left behind.
    final void goOn() {
        settle();
        Task next = slices == 0 && continuing.isEmpty() ? ready.poll() : null;
        if (next != null) turns(next);
    }

    private void turns(Task first) {
        Throwable failure = null;
        for (Task task = first; task != null; task = ofNextTurn()) {
            try {
                turn(task);
            } catch (Throwable t) { // the owner's, or the JVM's; a task's own doesn't come here
                if (failure == null) failure = t;
            }
        }
        if (failure != null) throw ReadyQueue.<RuntimeException>sneaky(failure);
    }

    private void turn(Task first) {
        budget = RESUMES_PER_TURN;
        Task task = first;
        do {
            slice(task);
            settle();
        } while (budget > 0 && (task = ready.poll()) != null);
    }

    /// Runs `task` until it stops, and what its owner does then.
    void slice(Task task) {
        budget--;
        slices++;
        if (current != task) current = task;
        mounted = true;
        boolean atItsEnd = false;
        try {
            atItsEnd = task.resume();
        } finally {
            mounted = false;
            try {
                task.leave(); // again, in case there was no stack for it
            } catch (StackOverflowError noStack) {
                unleft = task;
            }
            try {
                finish(task, atItsEnd);
            } finally {
                slices--;
            }
        }
    }

    /* Where there is more stack, and before anything of another task happens. */
    private void settle() {
        if (unleft == null) return;
        unleft.leave();
        unleft = null;
    }

    private void finish(Task task, boolean atItsEnd) {
        try {
            if (atItsEnd) {
                current = null;
                task.end();
            }
        } finally {
            afterSlice(task);
        }
    }

    private static void afterSlice(Task task) {
        boolean finished = false;
        try {
            task.afterSlice();
            finished = true;
        } finally {
            if (!finished) task.loop().deliver(task::afterSlice); // it may be what others wait for
        }
    }

    /* Null if there is nobody left, or the loop will go on with them. */
    private @Nullable Task ofNextTurn() {
        settle();
        Task next = ready.peek();
        return next == null || continueLater(next.loop()) ? null : ready.poll();
    }

    private boolean continueLater(Loop loop) {
        if (continuing.contains(loop)) return true;
        if (loop.hasEnded()) return false; // nobody else is waiting for this thread any more
        continuing.add(loop);
        boolean queued = false;
        try {
            queued = executeOrSchedule(loop, () -> continueNow(loop));
        } finally {
            if (!queued) continuing.remove(loop);
        }
        return queued;
    }

    /* False if the loop has ended meanwhile. */
    private static boolean executeOrSchedule(Loop loop, Runnable command) {
        try {
            loop.execute(command);
        } catch (RejectedExecutionException full) {
            if (loop.hasEnded()) return false;
            loop.schedule(command, TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    private void continueNow(Loop loop) {
        continuing.remove(loop);
        settle();
        Task next = slices == 0 ? ready.poll() : null;
        if (next != null) turns(next);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
