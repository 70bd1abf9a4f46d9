package io.strait.coroutine.fuzz;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A thread that owns no coroutine, and calls those of others.
final class Intruder {
    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    private Intruder() {}

    /// Throws what `call` throws there.
    static String call(Runnable call) {
        try {
            THREAD.submit(call).get();
            return " went through";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new AssertionError(e.getCause());
        }
    }
}
