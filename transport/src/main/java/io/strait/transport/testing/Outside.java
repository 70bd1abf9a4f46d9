package io.strait.transport.testing;

import io.strait.task.ShuffledQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The work on other threads that a scenario waits for: what its tasks have offloaded, and what the
/// test has told it of.
final class Outside {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(1); // a future can't call

    private final ShuffledQueue queue;
    private final ScenarioLoop loop;
    private final Queue<Object> told = new ConcurrentLinkedQueue<>();
    private Duration limit = Duration.ofSeconds(10);

    Outside(ShuffledQueue queue, ScenarioLoop loop) {
        this.queue = queue;
        this.loop = loop;
    }

    <T> T add(T work) {
        told.add(work);
        return work;
    }

    void setLimit(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a limit is more than zero: " + limit);
        }
        this.limit = limit;
    }

    /// Waits, in real time, until another thread has a command for the loop, or none of the work is
    /// left.
    ///
    /// @return false if there was none of it
    boolean await() {
        if (busy().isEmpty()) return false;
        long start = System.nanoTime();
        while (!loop.hasForeignCommands() && !busy().isEmpty()) {
            if (System.nanoTime() - start > limit.toNanos()) throw tooLong();
            LockSupport.parkNanos(this, LOOK);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while the scenario waited for " + text());
            }
        }
        return true;
    }

    private List<Object> busy() {
        told.removeIf(Outside::isDone);
        List<Object> busy = new ArrayList<>(queue.outside());
        busy.addAll(told);
        return busy;
    }

    private static boolean isDone(Object work) {
        if (work instanceof Busy busy) return busy.isDone();
        return work instanceof Future<?> future && future.isDone();
    }

    private AssertionError tooLong() {
        return new AssertionError(
                "not done within "
                        + Text.of(limit)
                        + " of real time: "
                        + text()
                        + "; scenario.busyLimit(…) sets the limit");
    }

    private String text() {
        StringJoiner text = new StringJoiner(", ");
        for (Object work : busy()) text.add(work.toString());
        return text.toString();
    }
}
