package io.strait.task;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The task of [Loop#run], for which there is a loop, and with which that ends.
final class MainTask<V extends @Nullable Object> implements TaskBody {
    private final ThreadLoop loop = new ThreadLoop();
    private final Code<V, ?> code;
    private @Nullable V result;
    private @Nullable Throwable failure;
    private boolean returned;

    private MainTask(Code<V, ?> code) {
        this.code = code;
    }

    static <V extends @Nullable Object, E extends Exception> V run(
            TaskOptions options, Code<V, E> code) throws E {
        Task running = ReadyQueue.ofThread().current();
        if (running != null) {
            throw new IllegalStateException(
                    "Loop.run() would keep the loop of "
                            + running
                            + " waiting; use TaskScope.run()");
        }
        MainTask<V> main = new MainTask<>(code);
        Task task = main.loop.newTask(main);
        task.use(options);
        task.start();
        main.loop.run();
        return main.<E>outcome();
    }

    @Override
    public void run() throws Exception {
        result = code.run();
        returned = true;
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        this.failure = failure;
        loop.end();
    }

    @SuppressWarnings({"NullAway", "unchecked"})
    private <E extends Exception> V outcome() throws E {
        if (failure instanceof Error error) throw error;
        if (failure != null) throw (E) failure; // its code throws nothing else
        if (!returned) throw new CancellationException("the task was cancelled");
        return result;
    }

    /// The thread's name: there is one such task on it.
    @Override
    public String toString() {
        return "the main task of thread '" + Thread.currentThread().getName() + "'";
    }
}
