package io.strait.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/// Tells, line by line, what was measured and how long the rest of a command will take.
public final class Progress {
    private final PrintWriter out;
    private final int total;
    private final long start = System.nanoTime();
    private int done;

    /// Begins.
    ///
    /// @param out where to
    /// @param total how many measurements there will be
    public Progress(PrintWriter out, int total) {
        this.out = out;
        this.total = total;
    }

    /// Tells something besides.
    ///
    /// @param what one line
    public void say(String what) {
        out.println(what);
        out.flush();
    }

    /// Tells of a measurement.
    ///
    /// @param what one line
    public void done(String what) {
        done++;
        long left = (System.nanoTime() - start) / done * Math.max(0, total - done);
        Duration time = Duration.ofNanos(left);
        say(
                String.format(
                        Locale.ROOT,
                        "%4d/%d  %s; %d:%02d left",
                        done,
                        total,
                        what,
                        time.toMinutes(),
                        time.toSecondsPart()));
    }
}
