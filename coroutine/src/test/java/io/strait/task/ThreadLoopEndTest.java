package io.strait.task;

import org.jspecify.annotations.Nullable;

/// The end of a [ThreadLoop].
class ThreadLoopEndTest extends LoopEndConformance {
    private final ThreadLoop loop = new ThreadLoop();

    @Override
    Loop loop() {
        return loop;
    }

    @Override
    void end() {
        loop.end();
        loop.run();
    }

    @Override
    void endInside() {
        loop.end();
    }

    @Override
    void run() {
        loop.run();
    }

    /// The thread's handler is told of it.
    @Override
    void endAndThrow() {
        Throwable[] thrown = new Throwable[1];
        Thread thread = Thread.currentThread();
        Thread.@Nullable UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((who, what) -> thrown[0] = what);
        end();
        thread.setUncaughtExceptionHandler(before);
        if (thrown[0] instanceof RuntimeException exception) throw exception;
    }
}
