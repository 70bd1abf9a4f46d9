package io.strait.task;

import io.strait.coroutine.OwnThreadLocals;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What of its thread a task has for itself: it is put on the thread whenever the task's code goes
/// on, and taken off when that stops. A [Task] is one, rather than having one, as each task has it.
abstract class TaskContext {
    /*
     * Whose thread locals its code sees:
     *
     *   OWN ◄──► ON        its own: off the thread, and on it while its code runs
     *   SHARED             those of the thread; what it forks has its own
     *   SHARED_BY_ALL      those of the thread; what it forks sees them too
     *
     * Both sides are exchanged, so there is one field for what isn't on the thread: the task's map, and while its code runs
     * the thread's. The JDK makes a map when the first value is set, so most tasks never have one.
     *
     * An exchange fails only if there is no stack to call it. Nothing that can fail is between it and the note that it
     * was made. So leave() can be tried again, and the ready queue does: where there is a little more stack, and at the
     * latest before anything of another task happens.
     */
    private static final byte OWN = 0;
    private static final byte ON = 1;
    private static final byte SHARED = 2;
    private static final byte SHARED_BY_ALL = 3;

    final Loop loop;
    private byte threadLocals;
    private boolean started;
    private @Nullable Object elsewhere; // the thread locals that are not on the thread
    private @Nullable Carried carried; // seldom any

    TaskContext(Loop loop) {
        this.loop = loop;
        boolean mayHaveOwn = OwnThreadLocals.areAvailable() && !loop.sharesThreadLocals();
        this.threadLocals = mayHaveOwn ? OWN : SHARED_BY_ALL;
    }

    /// The loop on which it runs. May be called from any thread.
    ///
    /// @return the loop
    public final Loop loop() {
        return loop;
    }

    // Before it starts.

    /// Has it see its thread's `ThreadLocal`s, as a callback does, unless [#use] says otherwise
    /// afterwards. What it forks has its own. To be called before it starts.
    ///
    /// @throws IllegalStateException if it has started
    public final void shareThreadLocals() {
        requireNotStarted();
        if (threadLocals == OWN) threadLocals = SHARED;
    }

    /// Sets what it has for itself, and what it forks. To be called before it starts, on the loop's
    /// thread.
    ///
    /// @param options what is null in them stays as it is
    /// @throws IllegalStateException if it has started; or if it is to have thread locals of its
    ///   own, and the JVM was started without what that needs: the message gives the line to add
    public final void use(TaskOptions options) {
        requireNotStarted();
        if (options.threadLocals() == ThreadLocals.OF_THE_LOOP) threadLocals = SHARED_BY_ALL;
        if (options.threadLocals() == ThreadLocals.OF_THE_TASK) {
            OwnThreadLocals.ensureAvailability();
            if (!loop.sharesThreadLocals()) threadLocals = OWN;
        }
        if (options.threadContext() != null) carried().setThreadContext(options.threadContext());
    }

    private void requireNotStarted() {
        if (started) {
            throw new IllegalStateException(
                    "what a task has for itself is set before it starts: " + this);
        }
    }

    /// Takes over what `parent`, which forks it, passes on.
    final void inherit(TaskContext parent) {
        if (parent.threadLocals == SHARED_BY_ALL) threadLocals = SHARED_BY_ALL;
        if (parent.carried != null) carried = parent.carried.forChild();
    }

    /// It starts.
    final void begin() {
        started = true;
        if (carried != null) carried.begin();
    }

    // Around each slice.

    /// Puts it on the thread: the task's code is about to run. After whatever this throws there has
    /// to be a [#leave].
    final void enter() {
        if (threadLocals == OWN) {
            elsewhere = OwnThreadLocals.exchange(elsewhere);
            threadLocals = ON;
        }
        if (carried != null) putOn(carried);
    }

    /// Takes it off the thread, unless that is done already.
    ///
    /// @throws StackOverflowError if there is no stack for it; it is to be tried again where there
    ///   is more
    final void leave() {
        try {
            if (carried != null) takeOff(carried);
        } finally {
            if (threadLocals == ON) {
                elsewhere = OwnThreadLocals.exchange(elsewhere);
                threadLocals = OWN;
            }
        }
    }

    private void putOn(Carried carried) {
        try {
            carried.putOn();
        } catch (StackOverflowError noStack) {
            throw noStack;
        } catch (Throwable failure) { // the task has to go on all the same
            report(failure);
        }
    }

    private void takeOff(Carried carried) {
        try {
            carried.takeOff();
        } catch (StackOverflowError noStack) {
            throw noStack;
        } catch (Throwable failure) {
            report(failure);
        }
    }

    private void report(Throwable failure) {
        loop.deliver(
                () -> {
                    throw TaskContext.<RuntimeException>sneaky(failure);
                });
    }

    /// The task has ended, and needs nothing of it any more.
    final void drop() {
        elsewhere = null;
        carried = null;
    }

    // In its code, and for it.

    /// What follows it over its waits. To be called on the loop's thread.
    ///
    /// @return null if nothing does
    public final @Nullable ThreadContext<?> threadContext() {
        return carried == null ? null : carried.threadContext();
    }

    /// Puts something on the thread for this task, whose code calls, in place of what it had: it
    /// comes with a message that the task takes, for instance. Does nothing if this isn't what
    /// follows the task.
    ///
    /// @param <C> what is kept for a task
    /// @param threadContext that of the task by which it was captured
    /// @param captured what that has captured
    public final <C> void takeOver(ThreadContext<C> threadContext, C captured) {
        if (carried != null && threadContext.equals(carried.threadContext()))
            carried.replace(Objects.requireNonNull(captured));
    }

    /// `code`, which this task's code has run on another thread: what follows the task is there.
    final <V extends @Nullable Object, E extends Exception> Code<V, E> takenAlong(Code<V, E> code) {
        return carried == null ? code : carried.takenAlong(code);
    }

    /// The values of its locals, and what follows it.
    final Carried carried() {
        if (carried == null) carried = new Carried();
        return carried;
    }

    /// The value of a [CoroutineLocal], or [Carried#ABSENT].
    final @Nullable Object valueOf(Object local) {
        return carried == null ? Carried.ABSENT : carried.value(local);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
