package io.strait.fuzz;

import io.strait.task.ReadyQueue;
import io.strait.task.Task;
import io.strait.task.Wait;
import java.util.Objects;

/** What a coroutine waits for besides a connection: that somebody rings. */
final class Bell extends Wait {
    private final Task task;
    private boolean rung;

    private Bell(Task task, boolean rung) {
        super(task.loop(), task);
        this.task = task;
        this.rung = rung;
    }

    /**
     * That of the running coroutine.
     *
     * @param rung whether somebody has rung already
     */
    static Bell ofRunning(boolean rung) {
        return new Bell(Objects.requireNonNull(ReadyQueue.ofThread().current()), rung);
    }

    void ring() {
        rung = true;
        wake();
    }

    void listen() {
        task.throwIfCancelled();
        if (!rung) await(task);
        rung = false;
    }

    @Override
    protected boolean isOver() {
        return rung;
    }
}
