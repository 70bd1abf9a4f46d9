package io.strait.transport.testing;

/// Work on another thread that a scenario waits for: until [#done] is called, it doesn't take its
/// tasks for parked. [Scenario#busy(String)] makes one.
///
/// Its methods may be called from any thread.
public final class Busy implements AutoCloseable {
    private final String what;
    private volatile boolean done;

    Busy(String what) {
        this.what = what;
    }

    /// Says that the work is done: whom it had to wake is awake. Does nothing if it was said
    /// already.
    public void done() {
        done = true;
    }

    /// The same as [#done].
    @Override
    public void close() {
        done();
    }

    boolean isDone() {
        return done;
    }

    /// What it was called.
    @Override
    public String toString() {
        return what;
    }
}
