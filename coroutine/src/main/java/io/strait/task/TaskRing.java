package io.strait.task;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tasks, first in first out.
///
/// Unlike the JDK's, it is whole after a StackOverflowError, whenever that came: an ArrayDeque
/// whose `poll` meets the end of the stack is empty for ever, whatever is added.
final class TaskRing {
    /*
     * Nothing is called between two changes that belong together, and what must be called comes before the first one.
     */
    private @Nullable Task[] tasks = new @Nullable Task[16]; // a power of two
    private int head;
    private int size;

    void add(Task task) {
        if (size == tasks.length) grow();
        tasks[(head + size) & (tasks.length - 1)] = task;
        size++;
    }

    private void grow() {
        @Nullable Task[] larger = Arrays.copyOf(tasks, 2 * size);
        System.arraycopy(tasks, 0, larger, size, head); // what has wrapped around follows the rest
        Arrays.fill(larger, 0, head, null);
        tasks = larger;
    }

    @Nullable Task peek() {
        return tasks[head]; // null if it is empty
    }

    @Nullable Task poll() {
        Task task = tasks[head];
        if (size == 0) return null;
        tasks[head] = null;
        head = (head + 1) & (tasks.length - 1);
        size--;
        return task;
    }
}
