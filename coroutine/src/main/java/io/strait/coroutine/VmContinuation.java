package io.strait.coroutine;

import jdk.internal.misc.Unsafe;

/// What the JVM keeps for each continuation, and Java code can't ask for: how much stack it takes,
/// and whether it is mounted. It may be used only where [#KNOWN] says so, and on the thread that
/// the continuation belongs to.
final class VmContinuation {
    /*
     * A suspended continuation's frames are in stack chunks, objects in the heap. To go on with it, HotSpot wants
     * as much free stack as its largest chunk takes, and asks for it once that is more than a page. If there is not
     * enough, it means to throw a StackOverflowError, from a place where that crashes it. So Java code has to have
     * found out before that there is enough: by calls that take as much. They throw the error where it does no harm.
     */
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final String CONTINUATION = "jdk.internal.vm.Continuation";
    private static final String CHUNK = "jdk.internal.vm.StackChunk";
    private static final long CURRENT = VmThread.offset("java.lang.Thread", "cont");
    private static final long TAIL = VmThread.offset(CONTINUATION, "tail");
    private static final long PARENT = VmThread.offset(CONTINUATION, "parent");
    private static final long MOUNTED = VmThread.offset(CONTINUATION, "mounted");
    private static final long DONE = VmThread.offset(CONTINUATION, "done");
    private static final long YIELD_INFO = VmThread.offset(CONTINUATION, "yieldInfo");
    private static final long OLDER = VmThread.offset(CHUNK, "parent");
    private static final long SIZE = VmThread.offset(CHUNK, "size");
    private static final long SP = VmThread.offset(CHUNK, "sp");

    /// Whether this JVM keeps its continuations where this class looks.
    static final boolean KNOWN =
            VmThread.areAllKnown(CURRENT, TAIL, PARENT, MOUNTED, DONE, YIELD_INFO, OLDER, SIZE, SP);

    /* In words of 8 bytes. Below it, with what HotSpot adds, a chunk is smaller than the smallest page. */
    private static final int UNCHECKED = 440;

    /*
     * What one call of descend() takes at least, in words. Measured: 14 to 16 as C2 compiles it, which makes one frame of
     * two calls, 22 as C1 does, 25 interpreted.
     */
    private static final int WORDS_PER_CALL = 12;

    /* For the frames between here and the continuation's own. */
    private static final int CALLS = 50;

    private VmContinuation() {}

    /// Throws a `StackOverflowError` unless there is enough stack to go on with `continuation`.
    static void reserveStack(Object continuation) {
        int words = 0;
        Object chunk = UNSAFE.getReference(continuation, TAIL);
        for (; chunk != null; chunk = UNSAFE.getReference(chunk, OLDER))
            words = Math.max(words, UNSAFE.getInt(chunk, SIZE) - UNSAFE.getInt(chunk, SP));
        if (words > UNCHECKED) descend(CALLS + words / WORDS_PER_CALL);
    }

    /// Throws a `StackOverflowError` unless there is enough stack for some calls.
    static void reserveStack() {
        descend(CALLS);
    }

    private static void descend(int calls) {
        String a = CHUNK;
        String b = CONTINUATION;
        var _ = descend(calls, a, b, a, b, a, b, a, b, a, b, a, b);
    }

    /*
     * All of its arguments are still needed when the call returns, so that each frame has to keep them, however it is
     * compiled. Else it would be 16 bytes for a call, or 90, or 600: too little, and the JVM crashes afterwards; too
     * much, and a resume is refused that would have gone well.
     */
    @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // They are only to be kept.
    private static int descend(
            int calls,
            String a,
            String b,
            String c,
            String d,
            String e,
            String f,
            String g,
            String h,
            String i,
            String j,
            String k,
            String l) {
        if (calls <= 0) return 0;
        int same = descend(calls - 1, b, c, d, e, f, g, h, i, j, k, l, a);
        if (a == b) same++;
        if (c == d) same++;
        if (e == f) same++;
        if (g == h) same++;
        if (i == j) same++;
        if (k == l) same++;
        return same;
    }

    /// Makes `continuation` one that is not mounted, after an error has left it as if it were: the
    /// thread, `carrier` if it is a virtual one, runs again what it ran before.
    static void unmount(Object continuation, Thread carrier) {
        if (UNSAFE.getReference(carrier, CURRENT) == continuation)
            UNSAFE.putReference(carrier, CURRENT, UNSAFE.getReference(continuation, PARENT));
        UNSAFE.putReference(continuation, PARENT, null);
        UNSAFE.putReference(continuation, YIELD_INFO, null);
        UNSAFE.putBooleanVolatile(continuation, MOUNTED, false);
    }

    /// Whether `continuation`, which is not mounted, has never been suspended. Then it can be run
    /// from its beginning, whatever an error has made of it.
    static boolean beginsAnew(Object continuation) {
        if (UNSAFE.getReference(continuation, TAIL) != null) return false;
        UNSAFE.putBoolean(continuation, DONE, false);
        return true;
    }
}
