package io.strait.coroutine;

import org.jspecify.annotations.Nullable;

/// What is said to those who ask of a coroutine what can't be done.
final class Refusal {
    private Refusal() {}

    static IllegalStateException because(String operation, Coroutine<?, ?> coroutine, String why) {
        return new IllegalStateException("cannot " + operation + " " + coroutine + ": " + why);
    }

    static String belongsTo(Thread owner) {
        return "it belongs to thread '"
                + owner.getName()
                + "', and thread '"
                + Thread.currentThread().getName()
                + "' called";
    }

    /// Why it can't be resumed.
    static String whatItDoes(Coroutine.Status status) {
        return switch (status) {
            case RUNNING -> "its own code calls";
            case NORMAL -> "it waits for a coroutine that it resumed, or for the one around it";
            default -> "it has ended";
        };
    }

    /// Why it can't be suspended.
    ///
    /// @param current in which the calling code runs
    static String callersPlace(@Nullable Coroutine<?, ?> current) {
        return "only code that runs in it can suspend it, and this code runs "
                + (current == null ? "outside of any coroutine" : "in " + current);
    }

    static PinnedException pinnedByItsCode(Coroutine<?, ?> coroutine) {
        return new PinnedException(
                coroutine,
                "its code has something open that must not stay so while others run, a scope with a"
                        + " deadline for instance; close it first");
    }
}
