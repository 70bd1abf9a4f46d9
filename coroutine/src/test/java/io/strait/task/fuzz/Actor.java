package io.strait.task.fuzz;

import io.strait.task.Task;
import io.strait.task.TaskScope;

/// Whose instructions are executed for real: a task, the driver, or a callback.
final class Actor {
    final String name;

    /// The task that runs the code; null in a callback, and before it has begun.
    Task task;

    /// The innermost scope around the code; null if there is none.
    TaskScope<Integer, ?, ?> scope;

    /// What it executes now.
    Op doing;

    Actor(String name, TaskScope<Integer, ?, ?> scope) {
        this.name = name;
        this.scope = scope;
    }
}
