package io.strait.bench.duel;

import io.strait.bench.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a workload is measured: all contenders are started and warmed up, then run in turns, and
/// that is repeated with new processes.
///
/// @param forks how often the processes are started
/// @param rounds how often each contender runs in a fork
/// @param seconds how long it runs
/// @param warmUp how many seconds of CPU time it takes before
/// @param early whether connections count that were opened before the warm-up
/// @param resources what the processes get
/// @param program that of the contender in C, if it takes part
/// @param jvm the options of the servers' JVMs
record Match(
        int forks,
        int rounds,
        double seconds,
        double warmUp,
        boolean early,
        Resources resources,
        @Nullable Path program,
        List<String> jvm) {
    /* What a server hasn't seen since its last turn, the caches have forgotten. */
    private static final double SETTLE = 0.2;

    void play(Workload asked, List<Contender> contenders, Results results, Progress progress)
            throws IOException {
        Workload workload = asked.atMost(resources.connections());
        String note = note(asked, workload);
        List<Contender> fielded =
                contenders.stream().filter(c -> c.takesPartIn(workload.protocol())).toList();
        for (int fork = 0; fork < forks; fork++) {
            List<Pairing> pairings = new ArrayList<>();
            try {
                for (Contender contender : fielded) {
                    progress.say("           " + workload.label() + " " + contender + " warms up");
                    Pairing pairing = Pairing.start(contender, workload, resources, program, jvm);
                    pairings.add(pairing);
                    pairing.warmUp(warmUp, early);
                }
                for (int round = 1; round <= rounds; round++) {
                    for (Pairing pairing : pairings) {
                        Slice slice = pairing.measure(SETTLE, seconds);
                        Run run = pairing.run(fork * rounds + round, slice, note);
                        results.add(run, workload.label(), slice.latencies());
                        progress.done(line(run, workload.label()));
                    }
                }
            } finally {
                for (Pairing pairing : pairings) pairing.close();
            }
        }
    }

    private static String line(Run run, String label) {
        return String.format(
                Locale.ROOT,
                "%-16s %-20s round %d: %,9.0f messages/s, %7.2f µs CPU each, p99 %,.0f µs",
                label,
                run.contender(),
                run.round(),
                run.throughput(),
                run.cpuNanosPerMessage() / 1e3,
                run.p99() / 1e3);
    }

    private String note(Workload asked, Workload workload) {
        List<String> notes = new ArrayList<>();
        if (early) notes.add("connections opened before the warm-up");
        if (!resources.pinned()) notes.add("not pinned to cores");
        if (workload.idle() > 0) notes.add(workload.busy() + " busy");
        if (workload.connections() < asked.connections()) {
            notes.add(
                    "reduced from %d connections: only %d open files"
                            .formatted(asked.connections(), resources.openFiles()));
        }
        return String.join("; ", notes);
    }
}
