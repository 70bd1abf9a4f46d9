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
     * Where the stack ends, the JVM may fail to mount a coroutine, or to unmount it. It is then half mounted: the
     * thread takes it for the current one, and it can't be resumed. There is no stack either to do something about
     * that, so it is UNSETTLED until somebody uses it again, or asks who is the current one. Then it is SUSPENDED as
     * before.
     *
     * Everything here is touched by the owner thread alone, so there is no synchronization; `state` may be
     * read racily. It is a number, since to store a reference costs the garbage collector's barrier.
     */
    private static final byte CREATED = 0;
    private static final byte SUSPENDED = 1;
    private static final byte STUBBORN = 2; // suspended, and cancelled in vain
    private static final byte RUNNING = 3;
    private static final byte NORMAL = 4;
    private static final byte UNSETTLED = 5; // and not running
    private static final byte ENDED = 6;
    private static final byte FAILED = 7; // ended with an exception

    /* How often cancel() throws at a body that goes on suspending before it gives up. */
    private static final int CANCELLATIONS = 100;

    /* What cancel() hands in. */
    private static final Object CANCELLATION = new Object();

    /* What is handed out where there is not enough stack to go on with what is suspended inside. */
    private static final Object NO_STACK = new Object();

    private final Coroutine.Body<I, O> body;
    private byte state = CREATED;

    /* Whether it is resumed and suspended only by who hands in its body. */
    private final boolean scheduled;
    private byte pins;

    /*
     * The value on its way in or out; the Throwable when the body FAILED. While this coroutine, NORMAL, hands its
     * resumer the order to suspend too: the enclosing coroutine that is to be suspended. If a frame in between
     * forbids it, the resumer puts the exception here instead.
     */
    private @Nullable Object transfer;

    StackfulCoroutine(Coroutine.Body<I, O> body) {
        this(body, false, Thread.currentThread());
    }

    private StackfulCoroutine(Coroutine.Body<I, O> body, boolean scheduled, Thread owner) {
        super(owner);
        this.body = Objects.requireNonNull(body, "body");
        this.scheduled = scheduled;
    }

    static StackfulCoroutine<@Nullable Object, @Nullable Object> scheduled(
            Coroutine.Scheduled body) {
        return new StackfulCoroutine<>(body, true, Thread.currentThread());
    }

    static <I extends @Nullable Object, O extends @Nullable Object> StackfulCoroutine<I, O> named(
            String name, Coroutine.Body<I, O> body) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        return new StackfulCoroutine<>(new Named<>(name, body));
    }

    /// The innermost coroutine mounted on the calling thread, or null.
    static @Nullable StackfulCoroutine<?, ?> innermost() {
        StackfulCoroutine<?, ?> innermost = (StackfulCoroutine<?, ?>) current();
        return innermost == null || innermost.state < UNSETTLED ? innermost : innermost.settled();
    }

    /* This one is the current one by mistake; so is perhaps the one around it. */
    private @Nullable StackfulCoroutine<?, ?> settled() {
        StackfulCoroutine<?, ?> left = this;
        while (left != null && left.state >= UNSETTLED) {
            StackfulCoroutine<?, ?> around = (StackfulCoroutine<?, ?>) left.around();
            left.settle();
            left = around;
        }
        dropCachedScopedValues();
        return left;
    }

    /*
     * Makes one whose mount or unmount failed what it was before. That takes next to no stack, and can be done again if
     * an error comes in between. So it isn't put off until there is more: who uses coroutines all the way up from the end
     * of a stack would get an error at each of its frames, and each takes as long as a thousand switches.
     */
    private void settle() {
        leaveUnmounted();
        if (state != UNSETTLED) return;
        transfer = null;
        state = beginsAnew() ? CREATED : SUSPENDED;
    }

    @Override
    public O resume(I input) {
        requireOwner("resume");
        if (state > STUBBORN || (scheduled && input != body)) requireResumable("resume", input);
        LockGuard.beforeResume("resume", this, owner);
        return state == STUBBORN ? cancelAgain() : runOn(input);
    }

    /* Mounts this coroutine until it suspends or ends. Only this and suspendOutwards() resume the stack. */
    private O runOn(@Nullable Object input) {
        reserve();
        StackfulCoroutine<?, ?> resumer = innermost();
        if (resumer != null) resumer.state = NORMAL;
        state = RUNNING;
        transfer = input;
        try {
            mount();
            while (state == NORMAL) suspendOutwards();
        } catch (Throwable failure) {
            // Not the body's failure but the JVM's: no stack was left to mount this one on, and
            // there is hardly any to do something about that. What is inside a suspended one can't
            // be told so, and is lost.
            if (state == NORMAL) state = ENDED;
            else if (state < ENDED) state = STACK_KNOWN ? UNSETTLED : ENDED;
            leaveUnmounted();
            throw failure;
        } finally {
            if (resumer != null) resumer.state = RUNNING;
        }
        Object output = transfer;
        transfer = null;
        if (state == FAILED)
            throw StackfulCoroutine.<RuntimeException>sneaky(
                    (Throwable) Objects.requireNonNull(output));
        if (output == NO_STACK)
            throw new StackOverflowError("no stack is left for those inside " + this);
        return cast(output);
    }

    /* On the resumer's side: passes a suspension of an enclosing coroutine on, and comes back when that was resumed. */
    private void suspendOutwards() {
        StackfulCoroutine<?, ?> target = (StackfulCoroutine<?, ?>) Objects.requireNonNull(transfer);
        transfer = null;
        StackfulCoroutine<?, ?> resumer = Objects.requireNonNull(innermost());
        try {
            resumer.suspendTo(target);
            // It may have been resumed where there is less stack than there was.
            while (!hasStack()) {
                target.transfer = NO_STACK;
                resumer.suspendTo(target);
            }
            LockGuard.goesOn(this, target);
        } catch (Throwable refused) {
            reserve();
            transfer = refused;
        }
        resumer.state = NORMAL;
        mount();
    }

    private boolean hasStack() {
        try {
            reserve();
            return true;
        } catch (StackOverflowError tooLittle) {
            return false;
        }
    }

    @Override
    public I suspend(O output) {
        // The usual case, by itself: what compiled code has to hold on the way to the switch, for
        // branches that are never taken too, takes room in the frame that each suspended coroutine
        // keeps. With suspendTo(this) it is 32 bytes more.
        if (state == RUNNING
                && (scheduled ? output == body : pins == 0)
                && LockGuard.allows(owner)) {
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
            StackfulCoroutine<?, ?> current = requireSuspendable(output);
            transfer = output;
            current.suspendTo(this);
        }
        Object input = transfer;
        transfer = null;
        if (input == CANCELLATION) throw new TracelessCancellationException(this);
        return cast(input);
    }

    /* Throws what suspend(output) would throw here, unless that is for a pinned stack; returns whose code calls. */
    StackfulCoroutine<?, ?> requireSuspendable(O output) {
        // The one that runs on its owner thread is the current one: no need to ask the JVM.
        boolean running = state == RUNNING && Thread.currentThread() == owner;
        StackfulCoroutine<?, ?> current = running ? this : innermost();
        StackfulCoroutine<?, ?> scheduledInside = null;
        StackfulCoroutine<?, ?> each = current;
        for (; each != this && each != null; each = (StackfulCoroutine<?, ?>) each.around()) {
            if (each.scheduled) scheduledInside = each;
            if (each.pins != 0 && !scheduled) throw Refusal.pinnedByItsCode(each);
        }
        if (each == null) {
            requireOwner("suspend");
            throw misuse("suspend", Refusal.callersPlace(current));
        }
        if (scheduledInside != null)
            throw misuse(
                    "suspend",
                    "that would suspend "
                            + scheduledInside
                            + " too: "
                            + scheduledInside.byHand("suspend"));
        if (scheduled && output != body) throw misuse("suspend", byHand("suspend"));
        if (pins != 0 && !scheduled) throw Refusal.pinnedByItsCode(this);
        LockGuard.beforeSuspend(this, owner);
        return Objects.requireNonNull(current);
    }

    /* Stops this coroutine, which runs, on the way to `target`: itself or one that encloses it. */
    private void suspendTo(StackfulCoroutine<?, ?> target) {
        if (target == this) {
            state = SUSPENDED;
        } else {
            state = NORMAL;
            transfer = target;
        }
        boolean suspended = false;
        try {
            suspended = unmount();
        } finally {
            if (!suspended) {
                state = RUNNING;
                transfer = null;
                target.transfer = null;
            }
        }
        if (!suspended) throw new PinnedException(this, pinned());
        state = RUNNING;
        bindAgain();
        if (target != this && transfer != null) {
            Throwable refused = (Throwable) transfer;
            transfer = null;
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
        if (state > STUBBORN || scheduled) requireResumable("cancel", null);
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
        O output = runOn(CANCELLATION);
        if (!isDead()) state = STUBBORN;
        return output;
    }

    /// Whether every suspension throws, as it was cancelled and would not end.
    boolean isStubborn() {
        return state == STUBBORN;
    }

    @Override
    public void forbidSuspension() {
        requireOwner("forbid to suspend");
        if (pins == Byte.MAX_VALUE)
            throw misuse("forbid to suspend", "that was done " + pins + " times");
        pins++;
    }

    @Override
    public void allowSuspension() {
        requireOwner("allow to suspend");
        if (pins > 0) pins--;
    }

    private boolean isDead() {
        return state >= ENDED;
    }

    @Override
    public Status status() {
        return switch (state) {
            case RUNNING -> Status.RUNNING;
            case NORMAL -> Status.NORMAL;
            case ENDED, FAILED -> Status.DEAD;
            default -> Status.SUSPENDED;
        };
    }

    @Override
    public StackTraceElement[] stackTrace() {
        requireOwner("stackTrace");
        if (state == UNSETTLED) settle();
        return state == CREATED || isDead() ? new StackTraceElement[0] : frames();
    }

    /// Its name and status, for messages.
    @Override
    public String toString() {
        return "coroutine '" + body + "' (" + status() + ")";
    }

    /// Throws unless the calling thread is the owner.
    void requireOwner(String operation) {
        if (Thread.currentThread() != owner)
            throw Refusal.because(operation, this, Refusal.belongsTo(owner));
    }

    private void requireResumable(String operation, @Nullable Object input) {
        if (state == UNSETTLED) settle();
        if (scheduled && input != body && !isDead()) throw misuse(operation, byHand(operation));
        if (state > STUBBORN) throw misuse(operation, Refusal.whatItDoes(status()));
    }

    private String byHand(String operation) {
        return "its scheduler alone resumes and suspends it; "
                + ((Coroutine.Scheduled) body).insteadOf(operation);
    }

    private IllegalStateException misuse(String operation, String why) {
        return Refusal.because(operation, this, why);
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
