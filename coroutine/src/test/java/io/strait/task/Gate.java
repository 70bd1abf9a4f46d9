package io.strait.task;

/// A wait for somebody who opens it. Any thread may do so.
final class Gate extends Wait {
    private volatile boolean open;
    int looks; // at whether it is open, after a wake-up

    Gate(Loop loop) {
        super(loop, null);
    }

    /// Parks, also if it is open: that is for the caller to see.
    void await(Job task) {
        super.await(task);
    }

    /// Whether it was opened before the deadline.
    boolean awaitUntil(Job task, long deadline) {
        return super.await(task, deadline);
    }

    @Override
    protected boolean isOver() {
        looks++;
        return open;
    }

    void open() {
        openSilently();
        wake();
    }

    void openSilently() {
        open = true;
    }

    void close() {
        open = false;
    }
}
