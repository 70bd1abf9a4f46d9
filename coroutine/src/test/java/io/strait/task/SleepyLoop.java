package io.strait.task;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// A loop as it must not be: it goes to sleep without a second look at its queue.
final class SleepyLoop implements Loop {
    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private volatile boolean asleep;
    private volatile boolean ended;

    void run() {
        while (!ended) {
            Runnable command = commands.poll();
            if (command != null) {
                command.run();
            } else {
                WakeUpStressTest.pause();
                asleep = true;
                LockSupport.park(this);
                asleep = false;
            }
        }
    }

    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable command) {
        commands.add(command);
        if (asleep) LockSupport.unpark(thread);
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Runnable command, long delay) {
        throw new UnsupportedOperationException();
    }
}
