package io.strait.coroutine;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.jspecify.annotations.Nullable;

/// The stack of one coroutine: the only class that knows `jdk.internal.vm`, which has no access to
/// it unless the JVM was started so. [ContinuationAccess] is asked before this class is loaded.
abstract class Stack extends Continuation {
    private static final ContinuationScope SCOPE = new ContinuationScope("strait");
    private static final ContinuationScope NOTHING = new ContinuationScope("nothing");

    /* One for all: the coroutine that enters is the current one, so no Runnable is made for each. */
    private static final Runnable ENTRY = Stack::enterCurrent;

    /* Whose frames make the switch, and are nobody's business. */
    private static final Set<String> SWITCH =
            Set.of(
                    StackfulCoroutine.class.getName(),
                    Named.class.getName(),
                    Stack.class.getName(),
                    Continuation.class.getName());

    /* Whether each coroutine can have scoped values of its own. */
    static final boolean SCOPED_VALUES =
            ContinuationAccess.toThreads() && VmThread.keepsScopedValues();

    /* Whether it can be found out if there is stack to mount one on, and whether that went wrong can be put right. */
    static final boolean STACK_KNOWN = ContinuationAccess.toThreads() && VmContinuation.KNOWN;

    final Thread owner;

    /*
     * While it is not mounted: the scoped values to be bound when it goes on, those that are bound where it is made
     * to begin with. While it is, perhaps why it could not be unmounted when that was last tried.
     */
    private @Nullable Object aside;

    /// A stack of the calling thread, `owner`, who alone mounts it.
    Stack(Thread owner) {
        super(SCOPE, ENTRY);
        this.owner = owner;
        if (SCOPED_VALUES) aside = VmThread.foundScopedValues(owner);
    }

    /// The code that runs on this stack: its bottom frame. Must not throw.
    abstract void enter();

    /*
     * The JDK keeps the bindings of scoped values in a field of the thread: set where ScopedValue.where() is
     * entered, set back where it is left. A coroutine that suspends in between would leave its own behind. So
     * whoever mounts a stack puts the field back afterwards, and whoever suspends puts it back when it goes on.
     * In the meantime the resumer's value is in a local variable. The suspended one's is not, as that would make its
     * frame larger, but in `aside`, which seldom needs to be changed.
     */

    /// Throws a `StackOverflowError` if the thread has not enough stack left to mount this one.
    final void reserve() {
        if (STACK_KNOWN) VmContinuation.reserveStack(this);
    }

    /// Mounts this stack on the current thread, its owner, until it suspends or ends.
    final void mount() {
        VectorRegisters.clearUpperPart();
        if (!SCOPED_VALUES) {
            run();
            return;
        }
        Object ofResumer = VmThread.scopedValues(owner);
        try {
            run();
        } finally {
            VmThread.setScopedValues(owner, ofResumer);
        }
    }

    private static void enterCurrent() {
        Stack stack = (Stack) Objects.requireNonNull(getCurrentContinuation(SCOPE));
        if (SCOPED_VALUES) {
            VmThread.setScopedValues(stack.owner, stack.aside);
        }
        stack.enter();
        stack.aside = null;
    }

    /// After [#mount] threw an error of the JVM's, which may leave this stack half mounted: makes
    /// it one that is not mounted, with the little stack that is left.
    final void leaveUnmounted() {
        if (STACK_KNOWN) VmContinuation.unmount(this, VmThread.carrier(owner));
    }

    /// Drops the JDK's cache of scoped values, which is perhaps still that of one whose mount
    /// failed, if there is enough stack: who is unmounted takes it along, and so does the next one
    /// that is mounted.
    static void dropCachedScopedValues() {
        if (!STACK_KNOWN) return;
        try {
            VmContinuation.reserveStack();
            new Continuation(NOTHING, () -> {}).run();
        } catch (StackOverflowError tooLittle) {
            // Nothing has changed.
        }
    }

    /// Whether the next [#mount] of this one, which is not mounted, runs it from its beginning.
    final boolean beginsAnew() {
        return VmContinuation.beginsAnew(this);
    }

    /// The innermost stack mounted on the calling thread, or null.
    static @Nullable Stack current() {
        return (Stack) getCurrentContinuation(SCOPE);
    }

    /// Unmounts this stack, the innermost one. True when it is run again, and then [#bindAgain] is
    /// to be called; false, at once, if it can't be unmounted where it is: [#pinned] then says why.
    final boolean unmount() {
        if (SCOPED_VALUES) {
            Object own = VmThread.scopedValues(owner);
            if (aside != own) aside = own;
        }
        VectorRegisters.clearUpperPart();
        return Continuation.yield(SCOPE);
    }

    /// Binds the scoped values that were bound when this stack was unmounted.
    final void bindAgain() {
        if (SCOPED_VALUES) VmThread.setScopedValues(owner, aside);
    }

    /// Why it could not be unmounted when that was last tried.
    final String pinned() {
        // That of another library, or of another copy of this one, which runs inside it and is
        // asked first, keeps the reason to itself.
        return aside instanceof String reason
                ? reason
                : "another library's continuation inside it can't be suspended";
    }

    /* Must not throw: it is also called when a virtual thread, in which this coroutine runs, can't be
     * unmounted. That thread blocks its carrier instead, and the coroutine needn't know. */
    @Override
    protected final void onPinned(Pinned reason) {
        aside =
                switch (reason) {
                    case NATIVE ->
                            "a native frame (a static initializer, for instance) is on its stack";
                    case CRITICAL_SECTION ->
                            "the JVM is in a critical section (class loading, for instance)";
                    case MONITOR -> "it holds a monitor";
                    case EXCEPTION ->
                            "the JVM could not save its stack (stack overflow or out of memory)";
                };
    }

    /// The one that this mounted stack runs on top of, or null.
    final @Nullable Stack around() {
        Continuation c = getParent();
        while (c != null && !(c instanceof Stack)) c = c.getParent();
        return (Stack) c;
    }

    /// The frames of this coroutine alone, innermost first. On the owner thread only: HotSpot walks
    /// the frozen frames without any protection against a thread that thaws them meanwhile.
    final StackTraceElement[] frames() {
        int above = 0; // coroutines mounted on top of this one
        Continuation c = getCurrentContinuation(SCOPE);
        while (c != null && c != this) {
            if (c instanceof Stack) above++;
            c = c.getParent();
        }
        // Not Thread.getStackTrace(), which ends after 1024 frames.
        StackWalker walker = c == this ? StackWalker.getInstance() : stackWalker();
        List<StackTraceElement> all =
                walker.walk(frames -> frames.map(StackFrame::toStackTraceElement).toList());
        return slice(all, c == this ? above : 0);
    }

    /* The frames between two bottom frames, less those that make the switch. */
    private static StackTraceElement[] slice(List<StackTraceElement> all, int above) {
        List<StackTraceElement> frames = new ArrayList<>(all.size());
        for (StackTraceElement frame : all) {
            if (frame.getClassName().equals(StackfulCoroutine.class.getName())
                    && frame.getMethodName().equals("enter")) {
                if (above-- == 0) break;
            } else if (above == 0 && !SWITCH.contains(frame.getClassName())) {
                frames.add(frame);
            }
        }
        return frames.toArray(StackTraceElement[]::new);
    }
}
