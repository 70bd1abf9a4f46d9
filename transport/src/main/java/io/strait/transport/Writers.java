package io.strait.transport;

import io.strait.task.Source;
import io.strait.task.Task;
import io.strait.task.WaitList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Those who wait until a channel is writable, in the order in which they came. Used on the event
/// loop alone.
final class Writers {
    private final BooleanSupplier mayWrite;
    private final WaitList line;
    private @Nullable Task selected; // its turn has come in a select, and it has not written since

    /// @param mayWrite whether a write need not wait for the channel
    Writers(NettyLoop loop, BooleanSupplier mayWrite) {
        this.line = new WaitList(loop);
        this.mayWrite = mayWrite;
    }

    /// Whether `task`, which writes now, has to wait since others came before.
    boolean areBefore(Task task) {
        boolean isItsTurn = selected == task;
        if (isItsTurn) selected = null;
        return !isItsTurn && !line.isEmpty();
    }

    /// Parks `task`, whose code calls, until it is its turn and the channel is writable.
    ///
    /// @return false if the deadline passed first
    boolean await(Task task, long deadline) {
        return line.await(task, deadline, mayWrite);
    }

    /// Ready when a write would not wait. Taken, it is the task's turn, although others wait.
    Source<@Nullable Void, RuntimeException> writable() {
        return line.source(
                mayWrite,
                () -> {
                    selected = Task.current();
                    return null;
                });
    }

    /// Has the first one look again, who wakes the next one.
    void wake() {
        line.wakeFirst();
    }

    /// Whether `task` waits here.
    boolean contains(Task task) {
        return line.contains(task);
    }
}
