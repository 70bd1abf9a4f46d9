package io.strait.task;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A time that comes, for a [Select]: a heartbeat that is due whatever else happens, for instance.
/// It is ready from that instant on, and taken once; then it can be started again.
///
/// ```java
/// Timer heartbeat = Timer.after(ofSeconds(30));
/// Select.Case<?, ?> due = select.on(heartbeat);
/// …
/// if (select.await() == due) {
///     connection.write(ping);
///     heartbeat.restart(ofSeconds(30));
/// }
/// ```
///
/// It is a number and costs no timer of the loop's. To limit how long a select itself waits there
/// is [Select#await(Duration)]; to limit all that some code does, [Deadline].
///
/// All of it is for the code of the task that waits for it.
public final class Timer extends Source<@Nullable Void, RuntimeException> {
    private final Loop loop;
    private long readyAt = Loop.NO_DEADLINE;
    private @Nullable Task waiter;

    private Timer(Loop loop) {
        this.loop = loop;
    }

    /// A timer whose time begins now.
    ///
    /// @param time until it is ready; zero or less for at once
    /// @return the timer
    /// @throws IllegalStateException outside of a task
    public static Timer after(Duration time) {
        Timer timer = new Timer(Task.current().loop());
        timer.restart(time);
        return timer;
    }

    /// Has its time begin again, now, also if it was ready or has not been taken yet.
    ///
    /// @param time until it is ready; zero or less for at once
    /// @throws IllegalStateException if a task waits for it: that one would not notice
    public void restart(Duration time) {
        requireNobodyWaits();
        readyAt = loop.deadlineIn(TimeUnit.NANOSECONDS.convert(time));
    }

    /// Makes it one that is never ready, until it is started again.
    ///
    /// @throws IllegalStateException if a task waits for it: that one would not notice
    public void stop() {
        requireNobodyWaits();
        readyAt = Loop.NO_DEADLINE;
    }

    private void requireNobodyWaits() {
        if (waiter != null) {
            throw new IllegalStateException(
                    "a timer is changed by the task that selects it, between two selects, and now "
                            + waiter
                            + " waits for it");
        }
    }

    @Override
    protected boolean isReady() {
        if (!loop.isCurrent()) throw elsewhere();
        return readyAt != Loop.NO_DEADLINE && readyAt - loop.now() <= 0;
    }

    @Override
    protected @Nullable Void take() {
        readyAt = Loop.NO_DEADLINE;
        return null;
    }

    @Override
    protected void enter(Task task) {
        if (waiter != null)
            throw new IllegalStateException("a task waits for this timer: " + waiter);
        waiter = task;
    }

    @Override
    protected void leave() {
        waiter = null;
    }

    @Override
    protected long readyAt() {
        return readyAt;
    }
}
