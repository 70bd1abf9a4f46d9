package io.strait.transport.testing;

import io.strait.task.ShuffledQueue;
import io.strait.task.Task;

/// What a scenario does with each slice of a task: it puts it into the trace, and tells whoever
/// wants to hear of it.
final class Slices implements ShuffledQueue.Slices {
    private final Scenario scenario;
    private ShuffledQueue.Slices listener = task -> {};

    Slices(Scenario scenario) {
        this.scenario = scenario;
    }

    /// Has `listener` told, too.
    void tell(ShuffledQueue.Slices listener) {
        this.listener = listener;
    }

    @Override
    public void begins(Task task) {
        scenario.trace(Text.withoutIdentity("task " + task + " runs"));
        listener.begins(task);
    }

    @Override
    public void ends(Task task) {
        listener.ends(task);
    }
}
