package io.strait.task;

/// A wait for time to pass.
final class Sleep extends Wait {
    Sleep(Loop loop) {
        super(loop, null);
    }

    @Override
    protected boolean isOver() {
        return false;
    }
}
