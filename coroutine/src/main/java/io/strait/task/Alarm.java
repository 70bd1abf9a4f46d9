package io.strait.task;

import org.jspecify.annotations.Nullable;

/// The timer of a [Task]. One serves all of its waits: if it goes off too early, as the wait that
/// it was set for is over and a later one has begun, it sets itself again. So a wait that ends in
/// time, as most do, costs no timer of its own.
final class Alarm {
    private final Loop loop;
    private final Runnable wake;
    private long deadline = Loop.NO_DEADLINE; // of the wait that is on, if it has one
    private long goesOff;
    private Loop.@Nullable Timer timer;

    /// An alarm that isn't set.
    ///
    /// @param wake wakes whoever waits
    Alarm(Loop loop, Runnable wake) {
        this.loop = loop;
        this.wake = wake;
    }

    void set(long deadline) {
        this.deadline = deadline;
        if (timer != null) {
            if (goesOff - deadline <= 0) return; // early enough
            cancel();
        }
        start();
    }

    void disarm() {
        deadline = Loop.NO_DEADLINE;
    }

    boolean isDue() {
        return deadline != Loop.NO_DEADLINE && deadline - loop.now() <= 0;
    }

    /// Calls the timer off that goes off too early, so that whoever asks the loop when something
    /// happens next is told the truth.
    void tidy() {
        if (timer == null || goesOff == deadline) return;
        cancel();
        if (deadline != Loop.NO_DEADLINE) start();
    }

    void cancel() {
        if (timer != null) timer.cancel();
        timer = null;
    }

    private void start() {
        goesOff = deadline;
        timer = loop.schedule(this::goOff, deadline - loop.now());
    }

    private void goOff() {
        timer = null;
        if (deadline == Loop.NO_DEADLINE) return;
        if (deadline - loop.now() <= 0) wake.run();
        else start();
    }
}
