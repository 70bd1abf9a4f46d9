package io.strait.coroutine;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A function that can stop in the middle, at any depth of calls, and be continued later.
///
/// ```java
/// Coroutine<Integer, Integer> sums = Coroutine.create((self, first) -> {
///     int sum = first;
///     while (true) sum += self.suspend(sum);
/// });
/// sums.resume(1);   // 1
/// sums.resume(2);   // 3
/// sums.resume(39);  // 42
/// sums.cancel();    // its finally blocks run
/// ```
///
/// The model is Lua's (de Moura and Ierusalimschy, _Revisiting Coroutines_, 2009): stackful, since
/// a suspension may happen below any number of calls; asymmetric, since a coroutine suspends to
/// whoever resumed it. Values pass both ways: [#resume] hands one in and returns the one that
/// [#suspend] hands out, or what the body returned at its end. An exception of the body leaves from
/// `resume`.
///
/// **Thread.** A coroutine belongs to the thread that created it. Every method throws an
/// `IllegalStateException` when called from another one, except [#status], which then is only a
/// snapshot. Locks, thread locals and the interrupt flag belong to the thread, not to the
/// coroutine: never suspend or resume inside `synchronized` or with a `java.util.concurrent` lock
/// held. The first is noticed, and refused with a [LockHeldException]; with the system property
/// `io.strait.lockGuard` set to `full`, which is slow, the second too. Scoped values are the
/// coroutine's own: it sees those that were bound where it was created, and what it binds itself.
///
/// **Misuse** is an `IllegalStateException` that names the coroutine and its status. It changes
/// nothing: the coroutine can go on afterwards.
///
/// A suspended coroutine that nobody refers to any more is collected like any object, and its
/// `finally` blocks then never run. Whoever creates one is its owner, and runs it to its end or
/// cancels it.
///
/// @param <I> what [#resume] hands in
/// @param <O> what [#suspend] and the body's end hand out
public final class Coroutine<I extends @Nullable Object, O extends @Nullable Object> {
    /*
     *                      resume                     the body returns or throws
     *   create ─► SUSPENDED ────► RUNNING ───────────────────────────────────────► DEAD
     *               │  ▲          │  │  ▲                                           ▲
     *               │  └──────────┘  │  │ the resumed one suspends or ends          │
     *               │     suspend    ▼  │                                           │
     *               │               NORMAL                                          │
     *               └───────────────────────────────────────────────────────────────┘
     *                 cancel, before the first resume
     *
     * NORMAL is also the status of a coroutine whose enclosing one was suspended from inside it (see
     * suspend): it is off the thread's stack, but only its own resumer's resume() may put it back.
     *
     * Everything here is touched by the owner thread alone, so there is no synchronization; `status` may be
     * read racily.
     */

    /// What a coroutine is doing.
    public enum Status {
        /// It has not started yet, or has stopped in [Coroutine#suspend]: `resume` runs it.
        SUSPENDED,
        /// It is the one whose code runs now.
        RUNNING,
        /// It resumed another one and waits for it, or it is part of an enclosing suspended
        /// coroutine.
        NORMAL,
        /// Its body has returned, thrown or been cancelled.
        DEAD
    }

    /// The code of a coroutine.
    ///
    /// @param <I> what [Coroutine#resume] hands in
    /// @param <O> what [Coroutine#suspend] and the body's end hand out
    @FunctionalInterface
    public interface Body<I extends @Nullable Object, O extends @Nullable Object> {
        /// Runs on the owner thread, inside the first [Coroutine#resume].
        ///
        /// @param self the coroutine that runs this body: its handle to suspend
        /// @param first what the first `resume` handed in
        /// @return what the last `resume` returns
        O run(Coroutine<I, O> self, I first);
    }

    /* How often cancel() throws at a body that goes on suspending before it gives up. */
    private static final int CANCELLATIONS = 100;

    private final Body<I, O> body;
    private final @Nullable String name;
    private final Thread owner;
    private final Stack stack;

    private Status status = Status.SUSPENDED;
    private boolean started;
    boolean cancelled; // every suspension throws
    private boolean failed;

    /* The value on its way in or out; when `failed`, the Throwable that ended the body. */
    private @Nullable Object transfer;

    /*
     * Set while this coroutine hands its resumer the order to suspend too: the enclosing coroutine that is to
     * be suspended. If a frame in between forbids it, the resumer puts the exception here instead.
     */
    private @Nullable Object outward;

    private Coroutine(@Nullable String name, Body<I, O> body) {
        this.body = Objects.requireNonNull(body, "body");
        this.name = name;
        this.owner = Thread.currentThread();
        this.stack = new Stack(this, owner);
    }

    /// Makes a suspended coroutine of the calling thread; `body` starts at the first [#resume].
    ///
    /// @param <I> what `resume` hands in
    /// @param <O> what `suspend` and the body's end hand out
    /// @param body the code; its `toString()` names the coroutine in messages
    /// @return the coroutine
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static <I extends @Nullable Object, O extends @Nullable Object> Coroutine<I, O> create(
            Body<I, O> body) {
        ContinuationAccess.ensure();
        return new Coroutine<>(null, body);
    }

    /// Makes a suspended coroutine of the calling thread, with a name for messages.
    ///
    /// @param <I> what `resume` hands in
    /// @param <O> what `suspend` and the body's end hand out
    /// @param name what messages call it
    /// @param body the code
    /// @return the coroutine
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static <I extends @Nullable Object, O extends @Nullable Object> Coroutine<I, O> create(
            String name, Body<I, O> body) {
        ContinuationAccess.ensure();
        return new Coroutine<>(Objects.requireNonNull(name, "name"), body);
    }

    /// Throws what the first use of a coroutine would throw in this JVM, if anything. For libraries
    /// that want to fail when they are set up rather than at their first connection.
    ///
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static void ensureAvailability() {
        ContinuationAccess.ensure();
    }

    /// The innermost coroutine whose code is running on the calling thread.
    ///
    /// @return the coroutine, or null outside of any
    public static @Nullable Coroutine<?, ?> current() {
        return ContinuationAccess.isAvailable() ? Stack.current() : null;
    }

    /// Runs this coroutine until it suspends or ends.
    ///
    /// @param input the body's first argument at the first resume, then what [#suspend] returns
    /// @return what the body handed to `suspend`, or what it returned; [#status] tells which
    /// @throws IllegalStateException if it is not suspended, or belongs to another thread
    /// @throws LockHeldException if the thread is inside `synchronized`; it is still suspended
    /// @throws StackOverflowError if the thread has no stack left to run it on; it is then dead,
    ///   and its `finally` blocks don't run
    public O resume(I input) {
        requireOwner("resume");
        if (status != Status.SUSPENDED) throw notSuspended("resume");
        LockGuard.beforeResume("resume", this, owner);
        transfer = input;
        return run();
    }

    /* Mounts this coroutine until it suspends or ends. Only this and suspendOutwards() resume the stack. */
    private O run() {
        Coroutine<?, ?> resumer = Stack.current();
        if (resumer != null) resumer.status = Status.NORMAL;
        status = Status.RUNNING;
        try {
            stack.resume(owner);
            while (outward != null) suspendOutwards();
        } catch (Throwable failure) {
            // Not the body's failure but the JVM's: no stack was left to mount this one on. It may
            // be half mounted, and to run such a one again could end the process. Nothing is called
            // here, since there is no stack for that either.
            status = Status.DEAD;
            throw failure;
        } finally {
            if (resumer != null) resumer.status = Status.RUNNING;
        }
        Object output = transfer;
        transfer = null;
        if (failed)
            throw Coroutine.<RuntimeException>sneaky((Throwable) Objects.requireNonNull(output));
        return cast(output);
    }

    /* On the resumer's side: passes a suspension of an enclosing coroutine on, and comes back when that was resumed. */
    private void suspendOutwards() {
        Coroutine<?, ?> target = (Coroutine<?, ?>) Objects.requireNonNull(outward);
        outward = null;
        Coroutine<?, ?> resumer = Objects.requireNonNull(Stack.current());
        try {
            resumer.suspendTo(target);
            LockGuard.goesOn(this, target);
        } catch (Throwable refused) {
            outward = refused;
        }
        resumer.status = Status.NORMAL;
        status = Status.RUNNING;
        stack.resume(owner);
    }

    /// Stops this coroutine: the `resume` that runs it returns `output`. Returns when it is resumed
    /// again.
    ///
    /// Called from a coroutine that runs inside this one, a generator for instance, it suspends
    /// both: the inner one goes on, as a part of this one, when this one is resumed.
    ///
    /// @param output what `resume` returns
    /// @return what the next `resume` hands in
    /// @throws CancellationException if it was not resumed but cancelled
    /// @throws PinnedException if a native frame or a class initializer on its stack forbids to
    ///   suspend; the coroutine goes on
    /// @throws LockHeldException if the thread is inside `synchronized`; the coroutine goes on
    /// @throws IllegalStateException if it isn't this coroutine's code that calls
    public I suspend(O output) {
        Coroutine<?, ?> current = requireSuspendable();
        transfer = output;
        current.suspendTo(this);
        Object input = transfer;
        transfer = null;
        if (cancelled) throw new CancellationException(this + " was cancelled");
        return cast(input);
    }

    /* Throws what suspend() would throw here, unless that is for a pinned stack; returns whose code calls. */
    Coroutine<?, ?> requireSuspendable() {
        // The one that runs on its owner thread is the current one: no need to ask the JVM.
        boolean running = status == Status.RUNNING && Thread.currentThread() == owner;
        Coroutine<?, ?> current = running ? this : Stack.current();
        if (current != this && !(current != null && current.stack.isInside(stack))) {
            requireOwner("suspend");
            throw misuse(
                    "suspend",
                    "only code that runs in it can suspend it, and this code runs "
                            + (current == null ? "outside of any coroutine" : "in " + current));
        }
        LockGuard.beforeSuspend(this, owner);
        return current;
    }

    /* Stops this coroutine, which runs, on the way to `target`: itself or one that encloses it. */
    private void suspendTo(Coroutine<?, ?> target) {
        if (target == this) {
            status = Status.SUSPENDED;
        } else {
            status = Status.NORMAL;
            outward = target;
        }
        boolean suspended = false;
        try {
            suspended = Stack.suspend(owner);
        } finally {
            if (!suspended) {
                outward = null;
                status = Status.RUNNING;
                target.transfer = null;
            }
        }
        if (!suspended) throw new PinnedException(this, stack.pinned());
        if (outward != null) {
            Throwable refused = (Throwable) outward;
            outward = null;
            throw Coroutine.<RuntimeException>sneaky(refused);
        }
    }

    /* The bottom frame of every coroutine. */
    void enter() {
        started = true;
        Object first = transfer;
        transfer = null;
        try {
            transfer = body.run(this, cast(first));
        } catch (Throwable t) {
            failed = true;
            transfer = t;
        }
        status = Status.DEAD;
    }

    /// Ends this coroutine: the `suspend` in which it stopped throws a `CancellationException`, so
    /// that its `finally` blocks run. One that has not started is dead at once; for a dead one
    /// nothing happens.
    ///
    /// A `finally` block that suspends is not waited for: that suspension throws too.
    ///
    /// @throws LockHeldException if the thread is inside `synchronized`; it is not cancelled
    /// @throws IllegalStateException if it is running, resumed another one, or belongs to another
    ///   thread; or if its body caught the `CancellationException` a hundred times and went on
    ///   suspending
    public void cancel() {
        requireOwner("cancel");
        if (status == Status.DEAD) return;
        if (status != Status.SUSPENDED) throw notSuspended("cancel");
        if (!started) {
            status = Status.DEAD;
            return;
        }
        LockGuard.beforeResume("cancel", this, owner);
        cancelled = true;
        for (int i = 0; i < CANCELLATIONS && status != Status.DEAD; i++) {
            try {
                run();
            } catch (CancellationException expected) {
                return;
            }
        }
        if (status != Status.DEAD) {
            throw misuse(
                    "cancel",
                    "its body caught the CancellationException "
                            + CANCELLATIONS
                            + " times and suspended again; let the exception pass");
        }
    }

    /// What this coroutine is doing. From another thread than the owner: what it did a moment ago.
    ///
    /// @return the status
    public Status status() {
        return status;
    }

    /// Where this coroutine's code stands, also while it is suspended: its own frames, innermost
    /// first, without those of whoever resumed it.
    ///
    /// @return the frames; none if it has not started or is dead
    /// @throws IllegalStateException if it belongs to another thread
    public StackTraceElement[] stackTrace() {
        requireOwner("stackTrace");
        return started && status != Status.DEAD ? stack.frames() : new StackTraceElement[0];
    }

    /// Its name and status, for messages.
    @Override
    public String toString() {
        return "coroutine '" + (name != null ? name : body) + "' (" + status + ")";
    }

    /// Throws unless the calling thread is the owner.
    void requireOwner(String operation) {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            throw misuse(
                    operation,
                    "it belongs to thread '"
                            + owner.getName()
                            + "', and thread '"
                            + caller.getName()
                            + "' called");
        }
    }

    private IllegalStateException notSuspended(String operation) {
        return misuse(
                operation,
                switch (status) {
                    case SUSPENDED -> "it is suspended";
                    case RUNNING -> "its own code calls";
                    case NORMAL ->
                            "it waits for a coroutine that it resumed, or for the one around it";
                    case DEAD -> "it has ended";
                });
    }

    private IllegalStateException misuse(String operation, String why) {
        return new IllegalStateException("cannot " + operation + " " + this + ": " + why);
    }

    // The value was put into `transfer` by a method whose parameter has this type.
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T extends @Nullable Object> T cast(@Nullable Object value) {
        return (T) value;
    }

    // Rethrows what the body threw, whatever it is, without a wrapper.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
