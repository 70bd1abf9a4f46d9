package io.strait.echo;

import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// What a test does at the same time as something else, on a virtual thread.
@FunctionalInterface
interface Background {
    void run() throws Exception;

    /// @return its end, which throws what it threw
    static Future<?> start(Background action) {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            action.run();
                            return null;
                        });
        Thread.startVirtualThread(task);
        return task;
    }
}
