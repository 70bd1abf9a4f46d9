package io.strait.coroutine;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The coroutine: what may be done with a [Stack] when, and what goes in and out.
///
/// It is a stack rather than having one, and keeps what it knows in few fields: together with what
/// it inherits from the JDK they take 64 bytes, with compressed pointers.
final class StackfulCoroutine<I extends @Nullable Object, O extends @Nullable Object> extends Stack
        implements Coroutine<I, O> {
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
     * Everything here is touched by the owner thread alone, so there is no synchronization; `state` may be
     * read racily. It is a number, since to store a reference costs the garbage collector's barrier.
     */
    private static final byte CREATED = 0;
    private static final byte SUSPENDED = 1;
    private static final byte STUBBORN = 2; // suspended, and cancelled in vain
    private static final byte RUNNING = 3;
    private static final byte NORMAL = 4;
    private static final byte ENDED = 5;
    private static final byte FAILED = 6; // ended with an exception

    /* How often cancel() throws at a body that goes on suspending before it gives up. */
    private static final int CANCELLATIONS = 100;

    /* What cancel() hands in. */
    private static final Object CANCELLATION = new Object();

    private final Coroutine.Body<I, O> body;
    private byte state = CREATED;

    /* The value on its way in or out; the Throwable when the body FAILED. */
    private @Nullable Object transfer;

    /*
     * Set while this coroutine hands its resumer the order to suspend too: the enclosing coroutine that is to
     * be suspended. If a frame in between forbids it, the resumer puts the exception here instead.
     */
    private @Nullable Object outward;

    StackfulCoroutine(Coroutine.Body<I, O> body) {
        this(body, Thread.currentThread());
    }

    private StackfulCoroutine(Coroutine.Body<I, O> body, Thread owner) {
        super(owner);
        this.body = Objects.requireNonNull(body, "body");
    }

    static <I extends @Nullable Object, O extends @Nullable Object> StackfulCoroutine<I, O> named(
            String name, Coroutine.Body<I, O> body) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        return new StackfulCoroutine<>(new Named<>(name, body));
    }

    /* Few have a name of their own, so it is no field. */
    record Named<I extends @Nullable Object, O extends @Nullable Object>(
            String name, Coroutine.Body<I, O> body) implements Coroutine.Body<I, O> {
        @Override
        public O run(Coroutine<I, O> self, I first) {
            return body.run(self, first);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// The innermost coroutine mounted on the calling thread, or null.
    static @Nullable StackfulCoroutine<?, ?> innermost() {
        return (StackfulCoroutine<?, ?>) current();
    }

    @Override
    public O resume(I input) {
        requireOwner("resume");
        if (state > STUBBORN) throw notSuspended("resume");
        LockGuard.beforeResume("resume", this, owner);
        if (state == STUBBORN) return cancelAgain();
        transfer = input;
        return runOn();
    }

    /* Mounts this coroutine until it suspends or ends. Only this and suspendOutwards() resume the stack. */
    private O runOn() {
        StackfulCoroutine<?, ?> resumer = innermost();
        if (resumer != null) resumer.state = NORMAL;
        state = RUNNING;
        try {
            mount();
            while (outward != null) suspendOutwards();
        } catch (Throwable failure) {
            // Not the body's failure but the JVM's: no stack was left to mount this one on. It may
            // be half mounted, and to run such a one again could end the process. Nothing is called
            // here, since there is no stack for that either.
            state = ENDED;
            throw failure;
        } finally {
            if (resumer != null) resumer.state = RUNNING;
        }
        Object output = transfer;
        transfer = null;
        if (state == FAILED)
            throw StackfulCoroutine.<RuntimeException>sneaky(
                    (Throwable) Objects.requireNonNull(output));
        return cast(output);
    }

    /* On the resumer's side: passes a suspension of an enclosing coroutine on, and comes back when that was resumed. */
    private void suspendOutwards() {
        StackfulCoroutine<?, ?> target = (StackfulCoroutine<?, ?>) Objects.requireNonNull(outward);
        outward = null;
        StackfulCoroutine<?, ?> resumer = Objects.requireNonNull(innermost());
        try {
            resumer.suspendTo(target);
            LockGuard.goesOn(this, target);
        } catch (Throwable refused) {
            outward = refused;
        }
        resumer.state = NORMAL;
        state = RUNNING;
        mount();
    }

    @Override
    public I suspend(O output) {
        // The usual case, by itself: what compiled code has to hold on the way to the switch, for
        // branches that are never taken too, takes room in the frame that each suspended coroutine
        // keeps. With suspendTo(this) it is 32 bytes more.
        if (state == RUNNING && LockGuard.allows(owner)) {
            transfer = output;
            state = SUSPENDED;
            boolean suspended = false;
            try {
                suspended = unmount();
            } finally {
                if (!suspended) {
                    state = RUNNING;
                    transfer = null;
                }
            }
            if (!suspended) throw new PinnedException(this, pinned());
            bindAgain();
        } else {
            StackfulCoroutine<?, ?> current = requireSuspendable();
            transfer = output;
            current.suspendTo(this);
        }
        Object input = transfer;
        transfer = null;
        if (input == CANCELLATION) throw new CancellationException(this + " was cancelled");
        return cast(input);
    }

    /* Throws what suspend() would throw here, unless that is for a pinned stack; returns whose code calls. */
    StackfulCoroutine<?, ?> requireSuspendable() {
        // The one that runs on its owner thread is the current one: no need to ask the JVM.
        boolean running = state == RUNNING && Thread.currentThread() == owner;
        StackfulCoroutine<?, ?> current = running ? this : innermost();
        if (current != this && !(current != null && current.isInside(this))) {
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
    private void suspendTo(StackfulCoroutine<?, ?> target) {
        if (target == this) {
            state = SUSPENDED;
        } else {
            state = NORMAL;
            outward = target;
        }
        boolean suspended = false;
        try {
            suspended = unmount();
        } finally {
            if (!suspended) {
                outward = null;
                state = RUNNING;
                target.transfer = null;
            }
        }
        if (!suspended) throw new PinnedException(this, pinned());
        bindAgain();
        if (outward != null) {
            Throwable refused = (Throwable) outward;
            outward = null;
            throw StackfulCoroutine.<RuntimeException>sneaky(refused);
        }
    }

    @Override
    void enter() {
        Object first = transfer;
        transfer = null;
        try {
            transfer = body.run(this, cast(first));
            state = ENDED;
        } catch (Throwable t) {
            transfer = t;
            state = FAILED;
        }
    }

    @Override
    public void cancel() {
        requireOwner("cancel");
        if (isDead()) return;
        if (state > STUBBORN) throw notSuspended("cancel");
        if (state == CREATED) {
            state = ENDED;
            return;
        }
        LockGuard.beforeResume("cancel", this, owner);
        for (int i = 0; i < CANCELLATIONS && !isDead(); i++) {
            try {
                cancelAgain();
            } catch (CancellationException expected) {
                return;
            }
        }
        if (!isDead()) {
            throw misuse(
                    "cancel",
                    "its body caught the CancellationException "
                            + CANCELLATIONS
                            + " times and suspended again; let the exception pass");
        }
    }

    private O cancelAgain() {
        transfer = CANCELLATION;
        O output = runOn();
        if (!isDead()) state = STUBBORN;
        return output;
    }

    /// Whether every suspension throws, as it was cancelled and would not end.
    boolean isStubborn() {
        return state == STUBBORN;
    }

    private boolean isDead() {
        return state >= ENDED;
    }

    @Override
    public Status status() {
        return switch (state) {
            case CREATED, SUSPENDED, STUBBORN -> Status.SUSPENDED;
            case RUNNING -> Status.RUNNING;
            case NORMAL -> Status.NORMAL;
            default -> Status.DEAD;
        };
    }

    @Override
    public StackTraceElement[] stackTrace() {
        requireOwner("stackTrace");
        return state == CREATED || isDead() ? new StackTraceElement[0] : frames();
    }

    /// Its name and status, for messages.
    @Override
    public String toString() {
        return "coroutine '" + body + "' (" + status() + ")";
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
                switch (status()) {
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
