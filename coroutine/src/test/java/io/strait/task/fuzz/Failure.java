package io.strait.task.fuzz;

import io.strait.task.Cancelled;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.MailboxClosedException;
import io.strait.task.SlowConsumerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/// Something thrown, as the model sees it: what catches it, its text, its cause, and what is
/// suppressed in it.
final class Failure {
    enum Kind {
        THROWN,
        CANCELLED,
        TIMEOUT,
        EXECUTION,
        CANCELLATION,
        CLOSED,
        SLOW,
        MISUSED,
        REJECTED,
        UNEXPECTED
    }

    /* Failures may be causes of each other in a circle. */
    private static final int DEPTH = 3;

    final Kind kind;
    final String text;
    final Failure cause;
    final List<Failure> suppressed = new ArrayList<>();

    /// Of a cancellation in the model: what was cancelled.
    final Object scope;

    private Failure(Kind kind, String text, Failure cause, Object scope) {
        this.kind = kind;
        this.text = text;
        this.cause = cause;
        this.scope = scope;
    }

    static Failure of(Kind kind, String text) {
        return new Failure(kind, text, null, null);
    }

    static Failure of(Kind kind, String text, Failure cause) {
        return new Failure(kind, text, cause, null);
    }

    static Failure cancelled(String why, Object scope) {
        return new Failure(Kind.CANCELLED, why, null, scope);
    }

    static Failure closed(String what, Failure cause) {
        return cause == null
                ? of(Kind.CLOSED, "the " + what + " is closed and takes no more items")
                : of(Kind.CLOSED, "the " + what + " has failed", cause);
    }

    static Failure misused(String text) {
        return of(Kind.MISUSED, text);
    }

    /// What a program throws itself.
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Thrown(int number) {
            super("number " + number, null, true, false);
        }
    }

    static Failure of(Throwable thrown) {
        return of(thrown, DEPTH);
    }

    private static Failure of(Throwable thrown, int depth) {
        Failure failure = alone(thrown, depth);
        if (depth == 0) return failure;
        for (Throwable each : thrown.getSuppressed()) failure.suppressed.add(of(each, depth - 1));
        return failure;
    }

    private static Failure alone(Throwable thrown, int depth) {
        String message = String.valueOf(thrown.getMessage());
        Class<?> type = thrown.getClass();
        if (type == Thrown.class) return of(Kind.THROWN, message);
        if (type == Cancelled.class) return of(Kind.CANCELLED, message);
        if (type == CancelledByTimeoutException.class) return of(Kind.TIMEOUT, message);
        if (type == ExecutionException.class) return caused(Kind.EXECUTION, "", thrown, depth);
        if (type == CancellationException.class)
            return of(Kind.CANCELLATION, before(": ", message));
        if (type == MailboxClosedException.class)
            return caused(Kind.CLOSED, before(": ", message), thrown, depth);
        if (type == SlowConsumerException.class) return of(Kind.SLOW, message);
        if (type == IllegalStateException.class) return of(Kind.MISUSED, message);
        if (type == RejectedExecutionException.class) return of(Kind.REJECTED, "");
        return of(Kind.UNEXPECTED, thrown + " at " + List.of(thrown.getStackTrace()));
    }

    private static Failure caused(Kind kind, String text, Throwable thrown, int depth) {
        Throwable cause = thrown.getCause();
        return of(kind, text, cause == null || depth == 0 ? null : of(cause, depth - 1));
    }

    private static String before(String end, String message) {
        int length = message.indexOf(end);
        return length < 0 ? message : message.substring(0, length);
    }

    boolean isException() {
        return kind != Kind.CANCELLED;
    }

    boolean isCaughtBy(Op.Caught what) {
        return switch (what) {
            case NOTHING -> false;
            case EXCEPTIONS -> isException();
            case ALL -> true;
        };
    }

    private void append(StringBuilder to, int depth) {
        to.append(kind).append(" '").append(text).append('\'');
        if (depth == 0) return;
        if (cause != null) cause.append(to.append(" by "), depth - 1);
        if (suppressed.isEmpty()) return;
        to.append(" and [");
        for (Failure each : suppressed) each.append(to.append(' '), depth - 1);
        to.append(']');
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, DEPTH);
        return text.toString();
    }
}
