package io.strait.fuzz;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** One program, performed by the real thing and by the model. */
final class Check {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Check() {}

    /**
     * What was wrong, or null. On a thread of its own, so that one program can't spoil the next.
     */
    static String failure(Program program) throws InterruptedException {
        Trace expected = Model.of(program);
        AtomicReference<Trace> trace = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> trace.set(Execution.of(program)));
        if (!thread.join(PATIENCE)) {
            StringBuilder message = new StringBuilder("it does not end, and is at");
            for (StackTraceElement frame : thread.getStackTrace())
                message.append("\n    ").append(frame);
            return message.toString();
        }
        Trace actual = trace.get();
        return actual == null ? "it threw an error" : expected.difference(actual);
    }
}
