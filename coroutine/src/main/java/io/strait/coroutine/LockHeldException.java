package io.strait.coroutine;

/// Thrown by [Coroutine#resume], [Coroutine#cancel] and [Coroutine#suspend] when they are called
/// with a lock held. The stack that a suspension puts aside would take the lock along, although it
/// is the thread that owns it: the next one to enter would then wait for ever, or get in as well,
/// or the JVM would crash. Nothing happened: whoever holds the lock still does, and the coroutine
/// is what it was.
public final class LockHeldException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LockHeldException(String operation, Coroutine<?, ?> coroutine, String lock) {
        super(
                "cannot "
                        + operation
                        + " "
                        + coroutine
                        + " with a lock held: "
                        + lock
                        + ". No coroutine may be resumed or suspended inside synchronized or with a"
                        + " java.util.concurrent lock held: leave it first. The code of one thread's"
                        + " coroutines is never interrupted between two suspensions, and mostly"
                        + " needs no lock");
    }
}
