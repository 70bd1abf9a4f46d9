package io.strait.transport;

import io.strait.task.Loop;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What is still to be sent before a channel is closed, with a limit: if for so long nobody takes
/// any of it, the channel is closed without. A peer that takes nothing can't hold it open for ever,
/// and no handler in front that forgets a promise. Used on the event loop alone.
final class LastWrites {
    private final Loop loop;
    private final long limit; // in nanoseconds
    private final LongSupplier left;
    private final Function<Duration, Throwable> tookNothing;
    private final Consumer<@Nullable Throwable> close;
    private Loop.@Nullable Timer timer;
    private long leftBefore; // when the timer was set
    private boolean over;

    /// @param left a number that changes whenever some of it is taken
    /// @param tookNothing what goes wrong if for so long none of it is
    /// @param close closes the channel; is given what went wrong, or null
    LastWrites(
            Loop loop,
            long limit,
            LongSupplier left,
            Function<Duration, Throwable> tookNothing,
            Consumer<@Nullable Throwable> close) {
        this.loop = loop;
        this.limit = limit;
        this.left = left;
        this.tookNothing = tookNothing;
        this.close = close;
    }

    void watch() {
        leftBefore = left.getAsLong();
        timer = loop.schedule(this::look, limit);
    }

    private void look() {
        if (over) return;
        if (leftBefore != left.getAsLong()) watch();
        else end(tookNothing.apply(Duration.ofNanos(limit)));
    }

    /// Nothing is left, or nothing more is waited for.
    ///
    /// @param failure what went wrong, or null
    void end(@Nullable Throwable failure) {
        if (over) return;
        cancel();
        close.accept(failure);
    }

    /// The channel is closed.
    void cancel() {
        over = true;
        if (timer != null) timer.cancel();
    }
}
