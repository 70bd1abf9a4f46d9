package io.strait.coroutine.fuzz;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a program with coroutines and in the model.
final class Comparison {
    private static final Duration FOR_EVER = Duration.ofMinutes(2);
    private static final long STACK = 16 << 20;

    private Comparison() {}

    /// Where the two differ, in words; null if they do the same. The thread in which the program
    /// runs has `name`, which a crashed JVM reports.
    static @Nullable String difference(String name, Program program) throws InterruptedException {
        AtomicReference<List<String>> done = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Runnable run =
                () -> {
                    try {
                        done.set(Execution.trace(program));
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                };
        Thread thread =
                program.virtual() ? Thread.ofVirtual().name(name).start(run) : daemon(name, run);
        if (!thread.join(FOR_EVER)) return "it hangs";
        if (thrown.get() != null) return "it throws " + thrown.get();
        return difference(Model.trace(program, Rules.ofThisJvm(program)), done.get());
    }

    private static Thread daemon(String name, Runnable run) {
        Thread thread = Thread.ofPlatform().name(name).stackSize(STACK).daemon().unstarted(run);
        thread.start();
        return thread;
    }

    private static @Nullable String difference(List<String> expected, List<String> done) {
        if (expected.equals(done)) return null;
        int i = 0;
        while (i < expected.size() && i < done.size() && expected.get(i).equals(done.get(i))) i++;
        return "after %d equal steps%nexpected %s%nbut was  %s"
                .formatted(i, from(expected, i), from(done, i));
    }

    private static String from(List<String> trace, int index) {
        return index < trace.size() ? trace.get(index) : "the end";
    }
}
