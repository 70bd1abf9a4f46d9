package io.strait.bench.duel;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// One measured run: a contender's in one round of one workload, as it is written to `duel.json`.
/// Times are in nanoseconds where nothing else is said.
///
/// @param contender who served
/// @param workload what was asked
/// @param connections how many there were, idle ones included
/// @param round the contenders' runs of a round were measured one after the other
/// @param seconds how long it was
/// @param messages how many were answered
/// @param throughput how many per second
/// @param cpuNanosPerMessage of the server's process
/// @param p50 of the latency
/// @param p90 of the latency
/// @param p99 of the latency
/// @param p999 of the latency
/// @param max of the latency
/// @param mode `closed` or `open`
/// @param rate in an open loop: messages a second
/// @param heapBytesPerConnection after collections, per idle connection; null where not measured
/// @param rssBytes of the server's process
/// @param note what else there is to know
public record Run(
        Contender contender,
        String workload,
        int connections,
        int round,
        double seconds,
        long messages,
        double throughput,
        double cpuNanosPerMessage,
        long p50,
        long p90,
        long p99,
        long p999,
        long max,
        String mode,
        @Nullable Double rate,
        @Nullable Double heapBytesPerConnection,
        long rssBytes,
        String note) {

    static Run of(
            Contender contender,
            Workload workload,
            int round,
            Slice slice,
            @Nullable Double heapBytesPerConnection,
            long rssBytes,
            String note) {
        Histogram latencies = slice.latencies();
        return new Run(
                contender,
                workload.name(),
                workload.connections(),
                round,
                slice.seconds(),
                slice.messages(),
                slice.throughput(),
                slice.cpuPerMessage(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(90),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue(),
                workload.mode(),
                workload.rate(),
                heapBytesPerConnection,
                rssBytes,
                note);
    }
}
