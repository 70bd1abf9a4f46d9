package io.strait.echo;

import io.strait.task.Await;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A thread for one stream that may block for ever: standard input, of which nobody types anything,
/// or standard output, into a pipe that nobody reads. The task that reads or writes it waits, the
/// event loop doesn't. It is a daemon: the program can end while it is blocked.
final class StreamThread implements AutoCloseable {
    /*
     * Not an Offload: its virtual threads have to share a few carriers, and a blocked read of a terminal keeps one.
     */
    private final ExecutorService thread;

    StreamThread(String name) {
        thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("strait-" + name).factory());
    }

    /// Runs `code` on that thread, and suspends the calling task until it has ended. If the task is
    /// cancelled, it doesn't wait any longer; the code may go on.
    <V> V call(Callable<V> code) throws IOException {
        CompletableFuture<V> end = new CompletableFuture<>();
        thread.execute(
                () -> {
                    try {
                        end.complete(code.call());
                    } catch (Throwable thrown) {
                        end.completeExceptionally(thrown);
                    }
                });
        try {
            return Await.await(end);
        } catch (ExecutionException failed) {
            throw ClientLoop.expected(failed);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
