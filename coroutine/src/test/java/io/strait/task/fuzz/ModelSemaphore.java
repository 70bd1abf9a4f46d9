package io.strait.task.fuzz;

import java.util.function.Consumer;

/// A modelled semaphore.
final class ModelSemaphore {
    private final ModelLine line = new ModelLine();
    int available;

    ModelSemaphore(int available) {
        this.available = available;
    }

    /// Waits for `limit`, which may be [ModelLoop#NEVER].
    void acquire(ModelTask task, long limit, Consumer<Boolean> next) {
        task.throwIfCancelled();
        task.counted(
                () -> {
                    if (limit <= 0 || mayTake()) {
                        next.accept(tryAcquire());
                        return;
                    }
                    long until = limit == ModelLoop.NEVER ? limit : task.loop.now + limit;
                    line.await(
                            task,
                            until,
                            () -> available > 0,
                            over -> {
                                if (over) available--;
                                next.accept(over);
                            });
                });
    }

    private boolean mayTake() {
        return available > 0 && line.isEmpty();
    }

    boolean tryAcquire() {
        if (!mayTake()) return false;
        available--;
        return true;
    }

    void release() {
        available++;
        line.wakeFirst();
    }

    ModelSource acquiring() {
        return line.source(
                () -> available > 0,
                () -> {
                    available--;
                    return null;
                });
    }
}
