package io.strait.task.fuzz;

import io.strait.task.ShuffledQueue;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/// Runs a program with real tasks and in the model.
final class Comparison {
    private static final Duration FOR_EVER = Duration.ofMinutes(2);

    /// What is found if a program goes on for ever.
    static final String HANGS = "it hangs";

    private Comparison() {}

    /// Where the two differ, in words; null if they do the same. The thread in which the program
    /// runs has `name`, which a crashed JVM reports.
    static String difference(String name, Program program) throws InterruptedException {
        return inThread(
                name,
                () -> {
                    Execution execution = new Execution(program, new Books());
                    execution.run();
                    return difference(Model.trace(program), execution.trace);
                });
    }

    /// What is wrong if tasks that are ready at the same time run in random order, in words; null
    /// if nothing is. There is no model of that, but some things are true in any order.
    static String wrongInRandomOrder(String name, Program program, long seed)
            throws InterruptedException {
        return inThread(
                name,
                () -> {
                    ShuffledQueue queue = ShuffledQueue.install(new Random(seed), task -> {});
                    new Execution(program, new Books()).run();
                    return queue.living().isEmpty() ? null : "left alive: " + queue.living();
                });
    }

    /* A thread has one queue of tasks, which a program that fails may leave in any state. */
    private static String inThread(String name, Callable<String> code) throws InterruptedException {
        AtomicReference<String> found = new AtomicReference<>(HANGS);
        Thread thread =
                Thread.ofPlatform().name(name).daemon().unstarted(() -> found.set(run(code)));
        thread.start();
        thread.join(FOR_EVER);
        return found.get();
    }

    private static String run(Callable<String> code) {
        try {
            return code.call();
        } catch (Throwable e) {
            StackTraceElement[] trace = e.getStackTrace();
            return "it throws " + e + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }

    private static String difference(List<String> expected, List<String> done) {
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
