package io.strait.transport;

import io.strait.task.TaskBody;
import org.jspecify.annotations.Nullable;

/// A task of an event loop that has no connection of its own: a guest on each that it uses.
final class ForkedTask extends NettyTask {
    private final TaskBody body;

    ForkedTask(NettyLoop loop, TaskBody body) {
        super(loop, false);
        this.body = body;
    }

    @Override
    protected void run() throws Exception {
        body.run();
    }

    @Override
    void flushOwn() {}

    @Override
    void ended(@Nullable Throwable failure) {
        body.ended(failure);
    }

    @Override
    public String toString() {
        return body.toString();
    }
}
