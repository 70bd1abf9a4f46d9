package io.strait.coroutine;

/// Thrown by [Coroutine#suspend] when the coroutine can't stop where it is, because a native frame,
/// a static initializer or class loading is on its stack. Nothing happened: the coroutine goes on
/// running.
public final class PinnedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PinnedException(Coroutine<?, ?> coroutine, String reason) {
        super(coroutine + " is pinned and cannot suspend here: " + reason);
    }
}
