package io.strait.coroutine;

import java.util.Map;
import java.util.Set;
import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/// What the JVM keeps for each thread, and Java code can't ask for: the locks that it holds, its
/// scoped values and its thread locals. It may be used only where [ContinuationAccess#toThreads]
/// says so. All threads here are the current one.
final class VmThread {
    /*
     * A thread that enters `synchronized` pushes the object on the lock stack of its JavaThread, HotSpot's own
     * object for it, and pops it when it leaves; eetop is that object's address. LockStack::_top says where the
     * next one goes, counted in bytes from the JavaThread's start. So no lock is held as long as it is where
     * the array begins: one load and a comparison with a constant. It doesn't tell of inflated monitors (those
     * that another thread waited for, or that were waited on), which are not kept on the lock stack.
     */
    private static final long UNKNOWN = -1;
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final long EETOP = offset("java.lang.Thread", "eetop");
    private static final long CARRIER = offset("java.lang.VirtualThread", "carrierThread");
    private static final long BINDINGS = offset("java.lang.Thread", "scopedValueBindings");
    private static final long LOCALS = offset("java.lang.Thread", "threadLocals");
    private static final ScopedValue<Object> ANY = ScopedValue.newInstance();
    private static final ThreadLocal<Object> ANY_LOCAL = new ThreadLocal<>();
    private static final Object LOCK = new Object();

    /* From the JavaThread's start: where LockStack::_top is, and its value while no lock is held. */
    private static final long TOP;
    private static final long EMPTY;

    static {
        String stack = "JavaThread::_lock_stack";
        String top = "LockStack::_top";
        String base = "LockStack::_base[0]";
        Map<String, Long> offsets =
                VmThread.class.getModule().isNativeAccessEnabled()
                        ? VmStructs.offsets(Set.of(stack, top, base))
                        : Map.of();
        TOP = sum(offsets.get(stack), offsets.get(top));
        EMPTY = sum(offsets.get(stack), offsets.get(base));
    }

    private VmThread() {}

    private static long sum(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? UNKNOWN : a + b;
    }

    /// Where in its object a field of the JDK's is; [#UNKNOWN] if there is none of that name.
    static long offset(String type, String field) {
        try {
            return UNSAFE.objectFieldOffset(Class.forName(type), field);
        } catch (ClassNotFoundException | InternalError noSuchField) {
            return UNKNOWN; // a JVM whose threads are not those of HotSpot
        }
    }

    static boolean areAllKnown(long... offsets) {
        for (long offset : offsets) if (offset == UNKNOWN) return false;
        return true;
    }

    /// The thread of the operating system that runs `current`: that one itself, unless it is
    /// virtual.
    static Thread carrier(Thread current) {
        if (!current.isVirtual()) return current;
        return (Thread) UNSAFE.getReference(current, CARRIER);
    }

    /// Whether this JVM keeps its locks where [#holdsLock] looks, tried out with a lock. Where it
    /// does not (`-XX:LockingMode=1`, for instance) nothing may be concluded from the lock stack.
    static boolean keepsLocksOnItsLockStack() {
        if (!areAllKnown(TOP, EMPTY, EETOP, CARRIER)) return false;
        Thread thread = Thread.currentThread();
        int before = top(thread);
        synchronized (LOCK) {
            // Not "before == EMPTY": the caller may hold locks, which is what is to be found out.
            return before >= EMPTY && top(thread) == before + Unsafe.ADDRESS_SIZE;
        }
    }

    /// Whether the current thread is inside `synchronized`, as far as the lock stack knows.
    static boolean holdsLock(Thread current) {
        return top(current) != EMPTY;
    }

    /// Whether `thread` is the current one, no virtual one, and [#holdsLock] says no.
    static boolean isUnlocked(Thread thread) {
        long javaThread = UNSAFE.getLong(thread, EETOP);
        return javaThread != 0
                && javaThread == UNSAFE.getLong(Thread.currentThread(), EETOP)
                && UNSAFE.getInt(javaThread + TOP) == EMPTY;
    }

    private static int top(Thread current) {
        long javaThread = UNSAFE.getLong(current, EETOP);
        // A virtual thread has no JavaThread but its carrier's, whose lock stack then is its own.
        // It can't
        // be unmounted in between: that happens only where it blocks.
        if (javaThread == 0)
            javaThread = UNSAFE.getLong(UNSAFE.getReference(current, CARRIER), EETOP);
        return UNSAFE.getInt(javaThread + TOP);
    }

    /// Whether this JVM keeps scoped values where [#scopedValues] looks.
    static boolean keepsScopedValues() {
        return BINDINGS != UNKNOWN;
    }

    /// The scoped values that are bound for the code that the current thread runs, or null: the JVM
    /// forgets them at a stack overflow, and whoever reads one next finds them on the stack.
    static @Nullable Object scopedValues(Thread current) {
        return UNSAFE.getReference(current, BINDINGS);
    }

    /// The same, found on the stack already if need be.
    static @Nullable Object foundScopedValues(Thread current) {
        Object bindings = scopedValues(current);
        if (bindings != null) return bindings;
        var _ = ANY.isBound(); // has the JDK look for them
        return scopedValues(current);
    }

    static void setScopedValues(Thread current, @Nullable Object bindings) {
        // They seldom differ, and the collector's barrier for a store costs more than to look.
        if (scopedValues(current) != bindings) UNSAFE.putReference(current, BINDINGS, bindings);
    }

    /// Whether this JVM keeps thread locals where [#threadLocals] looks: tried out with one.
    static boolean keepsThreadLocals() {
        if (LOCALS == UNKNOWN) return false;
        Thread thread = Thread.currentThread();
        ANY_LOCAL.set(LOCK);
        Object own = threadLocals(thread);
        setThreadLocals(thread, null);
        boolean gone = ANY_LOCAL.get() == null;
        setThreadLocals(thread, own);
        boolean back = ANY_LOCAL.get() == LOCK;
        ANY_LOCAL.remove();
        return gone && back;
    }

    /// The map of the `ThreadLocal`s that the current thread has set, or null: the JDK makes it for
    /// the first. Those that are inheritable are in another one, and what the JDK frees at the
    /// thread's end (the temporary buffers of NIO) in a third.
    static @Nullable Object threadLocals(Thread current) {
        return UNSAFE.getReference(current, LOCALS);
    }

    static void setThreadLocals(Thread current, @Nullable Object map) {
        UNSAFE.putReference(current, LOCALS, map);
    }
}
