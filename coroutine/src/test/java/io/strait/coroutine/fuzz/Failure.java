package io.strait.coroutine.fuzz;

import io.strait.coroutine.LockHeldException;
import io.strait.coroutine.PinnedException;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/// An exception as the model sees it: what catches it, and the part of its text that the model
/// knows.
record Failure(Kind kind, String text) {
    enum Kind {
        THROWN,
        CANCELLED,
        MISUSED,
        LOCK_HELD,
        PINNED,
        NO_ELEMENT,
        UNEXPECTED
    }

    /// What a program throws itself.
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Thrown(int number) {
            super("number " + number, null, false, false);
        }
    }

    static Failure of(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        Class<?> type = thrown.getClass();
        if (type == Thrown.class) return new Failure(Kind.THROWN, message);
        if (CancellationException.class.isAssignableFrom(type))
            return new Failure(Kind.CANCELLED, message);
        if (type == NoSuchElementException.class) return new Failure(Kind.NO_ELEMENT, "");
        if (type == LockHeldException.class)
            return new Failure(Kind.LOCK_HELD, before(" with a lock held", message));
        if (type == PinnedException.class)
            return new Failure(Kind.PINNED, before(" is pinned", message));
        if (type == IllegalStateException.class)
            return new Failure(Kind.MISUSED, before(": ", message));
        return new Failure(Kind.UNEXPECTED, thrown.toString());
    }

    private static String before(String end, String message) {
        int length = message.indexOf(end);
        return length < 0 ? "without '" + end + "': " + message : message.substring(0, length);
    }

    @SuppressWarnings("EnumOrdinal") // a program's text has numbers only
    boolean isCaughtBy(int what) {
        return switch (Op.Caught.values()[what]) {
            case NOTHING -> false;
            case THROWN -> kind == Kind.THROWN;
            case CANCELLATIONS -> kind == Kind.CANCELLED;
            case ALL -> true;
        };
    }

    @Override
    public String toString() {
        return kind + " " + text;
    }
}
