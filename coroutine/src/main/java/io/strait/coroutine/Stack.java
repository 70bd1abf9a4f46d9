package io.strait.coroutine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.jspecify.annotations.Nullable;

/// The stack of one coroutine: the only class that knows `jdk.internal.vm`, which has no access to
/// it unless the JVM was started so. [ContinuationAccess] is asked before this class is loaded.
final class Stack extends Continuation {
    private static final ContinuationScope SCOPE = new ContinuationScope("strait");

    /* One for all: the coroutine that enters is the current one, so no Runnable is made for each. */
    private static final Runnable ENTRY = Stack::enterCurrent;

    private final Coroutine<?, ?> coroutine;

    Stack(Coroutine<?, ?> coroutine) {
        super(SCOPE, ENTRY);
        this.coroutine = coroutine;
    }

    private static void enterCurrent() {
        Objects.requireNonNull(current()).enter();
    }

    /// The innermost coroutine mounted on the calling thread, or null.
    static @Nullable Coroutine<?, ?> current() {
        return getCurrentContinuation(SCOPE) instanceof Stack stack ? stack.coroutine : null;
    }

    /// Unmounts the innermost coroutine; returns when it is run again.
    static void suspend() {
        Continuation.yield(SCOPE);
    }

    @Override
    protected void onPinned(Pinned reason) {
        throw new PinnedException(
                coroutine,
                switch (reason) {
                    case NATIVE ->
                            "a native frame (a static initializer, for instance) is on its stack";
                    case CRITICAL_SECTION ->
                            "the JVM is in a critical section (class loading, for instance)";
                    case MONITOR -> "it holds a monitor";
                    case EXCEPTION ->
                            "the JVM could not save its stack (stack overflow or out of memory)";
                });
    }

    /// Whether this mounted stack runs on top of `outer`.
    boolean isInside(Stack outer) {
        for (Continuation c = getParent(); c != null; c = c.getParent())
            if (c == outer) return true;
        return false;
    }

    /// The frames of this coroutine alone, innermost first. On the owner thread only: HotSpot walks
    /// the frozen frames without any protection against a thread that thaws them meanwhile.
    StackTraceElement[] frames() {
        int above = 0; // coroutines mounted on top of this one
        Continuation c = getCurrentContinuation(SCOPE);
        while (c != null && c != this) {
            if (c instanceof Stack) above++;
            c = c.getParent();
        }
        StackTraceElement[] all =
                c == this ? Thread.currentThread().getStackTrace() : getStackTrace();
        return slice(all, c == this ? above : 0);
    }

    /* The frames between two bottom frames, less those of this package and of the JDK that make the switch. */
    private static StackTraceElement[] slice(StackTraceElement[] all, int above) {
        List<StackTraceElement> frames = new ArrayList<>(all.length);
        for (StackTraceElement frame : all) {
            if (frame.getClassName().equals(Coroutine.class.getName())
                    && frame.getMethodName().equals("enter")) {
                if (above-- == 0) break;
            } else if (above == 0 && !isSwitch(frame)) {
                frames.add(frame);
            }
        }
        return frames.toArray(StackTraceElement[]::new);
    }

    private static boolean isSwitch(StackTraceElement frame) {
        return SWITCH.contains(frame.getClassName())
                || (frame.getClassName().equals(Thread.class.getName())
                        && frame.getMethodName().equals("getStackTrace"));
    }

    private static final List<String> SWITCH =
            Arrays.asList(
                    Coroutine.class.getName(), Stack.class.getName(), Continuation.class.getName());
}
