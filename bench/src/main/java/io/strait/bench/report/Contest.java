package io.strait.bench.report;

import io.strait.bench.duel.Run;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the contenders of a duel were asked for.
///
/// @param workload its name
/// @param connections how many there were
/// @param mode `closed`: each client waits for its answer; `open`: it sends at a fixed rate
/// @param rate in an open loop: messages a second
record Contest(String workload, int connections, String mode, @Nullable Double rate) {
    static final String CLOSED = "closed";

    static Contest of(Run run) {
        return new Contest(run.workload(), run.connections(), run.mode(), run.rate());
    }

    static Contest closed(String workload, int connections) {
        return new Contest(workload, connections, CLOSED, null);
    }

    boolean isClosed() {
        return mode.equals(CLOSED);
    }

    String title() {
        String what =
                String.format(
                        Locale.ROOT,
                        "%s, %,d connection%s",
                        workload,
                        connections,
                        connections == 1 ? "" : "s");
        if (isClosed() || rate == null) return what;
        return what + String.format(Locale.ROOT, ", open loop at %,.0f messages/s", rate);
    }

    /// For the name of a file.
    String slug() {
        return workload + "-" + connections + (isClosed() ? "" : "-" + mode);
    }
}
