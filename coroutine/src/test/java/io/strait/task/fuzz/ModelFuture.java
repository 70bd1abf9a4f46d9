package io.strait.task.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// A modelled future. Of those who wait for one, the JDK's tell the last first, and who completes
/// it once more helps to tell those who were not told yet.
final class ModelFuture {
    private final Deque<ModelWait> waiting = new ArrayDeque<>();
    private boolean done;
    private Integer value;
    private Failure failure;

    /// Cancels it, and says whether it is cancelled now.
    boolean cancel() {
        return complete(null, null) || (value == null && failure == null);
    }

    /// Completes it, with a value or a failure; with neither it is cancelled.
    boolean complete(Integer value, Failure failure) {
        boolean first = !done;
        done = true;
        if (first) {
            this.value = value;
            this.failure = failure;
        }
        while (!waiting.isEmpty()) waiting.pop().wake();
        return first;
    }

    void await(ModelTask task, Consumer<Object> next) {
        task.throwIfCancelled();
        if (done) {
            task.counted(() -> next.accept(outcome()));
            return;
        }
        ModelWait wait = new ModelWait();
        waiting.push(wait);
        task.await(
                wait,
                ModelLoop.NEVER,
                () -> done,
                over -> next.accept(outcome()),
                () -> waiting.remove(wait));
    }

    private Object outcome() {
        if (failure != null)
            throw new Frame.Failed(Failure.of(Failure.Kind.EXECUTION, "", failure));
        if (value == null) {
            throw new Frame.Failed(
                    Failure.of(Failure.Kind.CANCELLATION, "what was waited for was cancelled"));
        }
        return value;
    }
}
