package io.strait.differential;

import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReference;

/** One conversation, held by two handlers. */
final class Check {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Check() {}

    /** Where the coroutine differs from the callback, or null. */
    static String failure(Conversation conversation) {
        return failure(conversation, Tested.COROUTINE);
    }

    /**
     * Where this one differs from the callback, or null. On a thread of its own, so that one
     * conversation can't spoil the next.
     */
    static String failure(Conversation conversation, Tested tested) {
        AtomicReference<String> difference = new AtomicReference<>("it threw an error");
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> difference.set(difference(conversation, tested)));
        try {
            if (thread.join(PATIENCE)) return difference.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        StringJoiner message = new StringJoiner("\n    ", "it does not end, and is at\n    ", "");
        for (StackTraceElement frame : thread.getStackTrace()) message.add(frame.toString());
        return message.toString();
    }

    private static String difference(Conversation conversation, Tested tested) {
        List<String> expected = Performance.of(conversation, Tested.CALLBACK);
        List<String> actual = Performance.of(conversation, tested);
        String fault = Performance.fault(expected);
        if (fault == null) return Difference.between(expected, actual);
        return "the callback handler itself: " + fault + "\n" + String.join("\n", expected);
    }
}
