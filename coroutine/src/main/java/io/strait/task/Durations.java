package io.strait.task;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Lengths of time, in messages.
final class Durations {
    private Durations() {}

    /// As a person writes it: `5 s`, `250 ms`, `1.5 s`.
    static String text(Duration duration) {
        long nanos = TimeUnit.NANOSECONDS.convert(duration);
        if (nanos % 1_000_000_000 == 0) return nanos / 1_000_000_000 + " s";
        if (nanos % 1_000_000 == 0 && Math.abs(nanos) < 1_000_000_000)
            return nanos / 1_000_000 + " ms";
        if (Math.abs(nanos) < 1_000_000) return nanos + " ns";
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
