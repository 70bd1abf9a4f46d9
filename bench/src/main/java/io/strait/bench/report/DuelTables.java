package io.strait.bench.report;

import io.strait.bench.duel.Contender;
import io.strait.bench.duel.Run;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The tables of the duel.
final class DuelTables {
    private static final double NANOS_PER_MICRO = 1000;

    private final DuelResults duel;

    DuelTables(DuelResults duel) {
        this.duel = duel;
    }

    String table(Contest contest) {
        Table table =
                Table.of(
                        "",
                        "CPU, µs/message",
                        "× Netty callback",
                        "messages/s",
                        "× Netty callback",
                        "p50, µs",
                        "p99, µs",
                        "p99.9, µs",
                        "heap, bytes/idle connection");
        for (Contender contender : duel.contenders(contest)) {
            table.row(
                    contender.title(),
                    Format.spread(
                            get(contest, contender, r -> r.cpuNanosPerMessage() / NANOS_PER_MICRO)),
                    times(contest, contender, Run::cpuNanosPerMessage),
                    Format.median(get(contest, contender, Run::throughput)),
                    times(contest, contender, Run::throughput),
                    Format.median(get(contest, contender, r -> r.p50() / NANOS_PER_MICRO)),
                    Format.spread(get(contest, contender, r -> r.p99() / NANOS_PER_MICRO)),
                    Format.median(get(contest, contender, r -> r.p999() / NANOS_PER_MICRO)),
                    Format.median(get(contest, contender, Run::heapBytesPerConnection)));
        }
        return table.toString();
    }

    private Series get(
            Contest contest, Contender contender, Function<Run, @Nullable Double> figure) {
        return duel.get(contest, contender, figure);
    }

    private String times(
            Contest contest, Contender contender, Function<Run, @Nullable Double> figure) {
        if (contender == Contender.NETTY) return "1";
        return Format.spread(
                get(contest, contender, figure).over(get(contest, Contender.NETTY, figure)));
    }
}
