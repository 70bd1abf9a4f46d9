package io.strait.bench;

import io.strait.coroutine.Coroutine;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/// Code that suspends for ever below some calls of its own, as the JDK's continuation and as a
/// coroutine. Both make the same calls, since their frames are a part of what is measured.
final class Parked {
    static final ContinuationScope SCOPE = new ContinuationScope("bench");

    private Parked() {}

    /// A continuation, not yet started, that always suspends `depth` calls below its first frame.
    static Continuation continuation(int depth) {
        return new Continuation(SCOPE, () -> descend(SCOPE, depth));
    }

    /// The same as a coroutine.
    static Coroutine<Object, Object> coroutine(int depth) {
        return Coroutine.create((self, first) -> descend(self, depth));
    }

    /// A continuation that returns from its `depth` calls and makes them again between any two
    /// suspensions.
    static Continuation unwinding(int depth) {
        return new Continuation(
                SCOPE,
                () -> {
                    while (true) descendAndReturn(SCOPE, depth);
                });
    }

    /// The same as a coroutine.
    static Coroutine<Object, Object> unwindingCoroutine(int depth) {
        return Coroutine.create(
                (self, first) -> {
                    while (true) descendAndReturn(self, depth);
                });
    }

    private static int descend(Object handle, int depth) {
        if (depth > 0) return descend(handle, depth - 1) + 1;
        while (true) suspend(handle);
    }

    private static int descendAndReturn(Object handle, int depth) {
        if (depth > 0) return descendAndReturn(handle, depth - 1) + 1;
        suspend(handle);
        return 0;
    }

    @SuppressWarnings("unchecked") // Only coroutine() and unwindingCoroutine() hand one in.
    private static void suspend(Object handle) {
        if (handle instanceof Coroutine<?, ?> self)
            ((Coroutine<Object, Object>) self).suspend(handle);
        else Continuation.yield(SCOPE);
    }
}
