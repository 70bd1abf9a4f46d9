package io.strait.transport;

import io.strait.task.ReadyQueue;
import io.strait.task.Task;
import io.strait.task.Wait;

/** Parks a coroutine where nothing but a wake-up of its task, any, or a cancellation ends it. */
final class AnyWakeUp extends Wait {
    private AnyWakeUp(Task task) {
        super(task.loop(), null);
    }

    /** For the coroutine. */
    static void park() {
        Task task = ReadyQueue.ofThread().current();
        new AnyWakeUp(task).await(task);
        task.throwIfCancelled();
    }

    @Override
    protected boolean isOver() {
        return true;
    }
}
