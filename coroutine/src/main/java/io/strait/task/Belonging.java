package io.strait.task;

/// What a task has opened, and what is closed at its end if its code has not done so.
interface Belonging {
    boolean isClosed();

    /// Called on the loop's thread, outside of the task's code.
    void close();
}
