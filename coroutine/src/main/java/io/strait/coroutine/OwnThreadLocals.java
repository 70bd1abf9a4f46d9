package io.strait.coroutine;

import org.jspecify.annotations.Nullable;

/// The `ThreadLocal`s of a thread as a whole, for a scheduler whose coroutines have some of their
/// own, as virtual threads have: it puts those of a coroutine on the thread before it resumes, and
/// takes them off afterwards.
///
/// Not among them are `InheritableThreadLocal`s, and what the JDK itself keeps until the thread
/// ends, such as the temporary buffers of NIO: these stay the thread's.
public final class OwnThreadLocals {
    private static final boolean AVAILABLE =
            ContinuationAccess.toThreads() && VmThread.keepsThreadLocals();
    private static final @Nullable Class<?> MAP = AVAILABLE ? classOfMaps() : null;

    private OwnThreadLocals() {}

    private static @Nullable Class<?> classOfMaps() {
        try {
            return Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
        } catch (ClassNotFoundException otherJdk) {
            return null;
        }
    }

    /// Whether this JVM lets a scheduler exchange them. May be called from any thread.
    ///
    /// @return whether it does
    public static boolean areAvailable() {
        return MAP != null;
    }

    /// Throws unless [#areAvailable].
    ///
    /// @throws IllegalStateException if this JVM was started without access to its threads; the
    ///   message gives the line to add
    public static void ensureAvailability() {
        if (areAvailable()) return;
        String missing = ContinuationAccess.missingForThreads();
        throw new IllegalStateException(
                "in this JVM no coroutine can have thread locals of its own: "
                        + (missing.isEmpty()
                                ? "it doesn't keep them where Strait could look"
                                : "start it with " + missing));
    }

    /// Puts thread locals on the calling thread, in place of those that are there.
    ///
    /// It either does so or, where no stack is left, throws a `StackOverflowError` and has done
    /// nothing.
    ///
    /// @param locals what an earlier call on the same thread has returned, and no other call was
    ///   given since; null if there are none yet
    /// @return those that were there; null if there were none
    /// @throws IllegalStateException unless [#areAvailable]
    /// @throws IllegalArgumentException if `locals` is something else
    public static @Nullable Object exchange(@Nullable Object locals) {
        // Whatever is not a map of the JDK's would crash the JVM.
        if (locals == null ? MAP == null : locals.getClass() != MAP) throw refusal(locals);
        Thread current = Thread.currentThread();
        Object before = VmThread.threadLocals(current);
        if (before != locals) VmThread.setThreadLocals(current, locals);
        return before;
    }

    /// Throws a `StackOverflowError` unless there is stack for some more calls: for a scheduler
    /// that is about to have others change something on the thread, and has to have it changed
    /// back. Where Strait can't look it does nothing.
    public static void reserveStack() {
        if (Stack.STACK_KNOWN) VmContinuation.reserveStack();
    }

    private static RuntimeException refusal(@Nullable Object locals) {
        ensureAvailability();
        return new IllegalArgumentException(
                "these are no thread locals that exchange() has returned: " + locals);
    }
}
