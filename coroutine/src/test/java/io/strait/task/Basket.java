package io.strait.task;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Items that tasks wait for in line: the least that can be a source.
final class Basket {
    private final Queue<String> items = new ArrayDeque<>();
    private final WaitList takers;

    Basket(Loop loop) {
        takers = new WaitList(loop);
    }

    void put(String item) {
        items.add(item);
        takers.wakeFirst();
    }

    String take() {
        if (!takers.isEmpty() || items.isEmpty())
            takers.await(Task.current(), Loop.NO_DEADLINE, () -> !items.isEmpty());
        return items.remove();
    }

    Source<String, RuntimeException> taking() {
        return takers.source(() -> !items.isEmpty(), items::remove);
    }

    List<String> items() {
        return List.copyOf(items);
    }

    boolean isAwaited() {
        return !takers.isEmpty();
    }
}
