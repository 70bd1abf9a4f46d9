package io.strait.task;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A manual loop whose queue has an end.
final class BoundedLoop implements Loop {
    final ManualLoop loop = new ManualLoop();
    private final Semaphore taken = new Semaphore(0); // one for each command
    private final int capacity;
    volatile int refusals;
    Error failure; // thrown by the next execute()

    BoundedLoop(int capacity) {
        this.capacity = capacity;
    }

    /// Fills the queue with commands that do nothing.
    void fill() {
        while (loop.queued() < capacity) execute(() -> {});
    }

    /// Returns when a command was taken that comes after those of [#fill].
    void awaitCommand() throws InterruptedException {
        if (!taken.tryAcquire(capacity + 1, 10, TimeUnit.SECONDS))
            throw new AssertionError("no command came");
    }

    @Override
    public boolean isCurrent() {
        return loop.isCurrent();
    }

    @Override
    public synchronized void execute(Runnable command) {
        if (failure != null) {
            Error thrown = failure;
            failure = null;
            throw thrown;
        }
        if (loop.queued() >= capacity) {
            refusals++;
            throw new RejectedExecutionException("full");
        }
        loop.execute(command);
        taken.release();
    }

    @Override
    public boolean hasEnded() {
        return loop.hasEnded();
    }

    @Override
    public long now() {
        return loop.now();
    }

    @Override
    public Timer schedule(Runnable command, long delay) {
        return loop.schedule(command, delay);
    }
}
