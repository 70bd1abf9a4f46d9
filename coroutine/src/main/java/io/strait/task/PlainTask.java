package io.strait.task;

import org.jspecify.annotations.Nullable;

/// A task of a loop that has nothing to do after a slice.
final class PlainTask extends Task {
    private final TaskBody body;

    PlainTask(Loop loop, TaskBody body) {
        super(loop);
        this.body = body;
    }

    @Override
    protected void run() throws Exception {
        body.run();
    }

    @Override
    protected void afterSlice() {}

    @Override
    protected void atEnd(@Nullable Throwable failure) {
        body.ended(failure);
    }

    @Override
    public String toString() {
        return body.toString();
    }
}
