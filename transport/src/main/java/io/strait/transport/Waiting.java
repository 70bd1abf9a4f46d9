package io.strait.transport;

import io.strait.task.Task;
import io.strait.task.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The waits in which tasks are, for those who have to wake them all. Used on the event loop alone.
final class Waiting {
    /* Replaced, not changed: who is woken from it may leave it on the spot. */
    private List<Wait> waits = List.of();

    /// Runs `code`, which waits in `wait`.
    ///
    /// @return what it returns
    boolean in(Wait wait, BooleanSupplier code) {
        List<Wait> more = new ArrayList<>(waits);
        more.add(wait);
        waits = more;
        try {
            return code.getAsBoolean();
        } finally {
            List<Wait> fewer = new ArrayList<>(waits);
            fewer.remove(wait);
            waits = fewer;
        }
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    boolean contains(Task task) {
        for (Wait wait : waits) if (wait.waiter() == task) return true;
        return false;
    }

    void forEach(Consumer<Wait> action) {
        waits.forEach(action);
    }
}
