package io.strait.bench.duel;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/// Where the runs are kept, from the moment they are known: `duel.json` with one [Run] a line, and
/// `duel.hlog` with their latencies, in HdrHistogram's own format, tagged
/// `contender:workload:round`.
final class Results implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer records;
    private final PrintStream histograms;
    private final HistogramLogWriter log;

    Results(Path directory) throws IOException {
        Files.createDirectories(directory);
        records = Files.newBufferedWriter(directory.resolve("duel.json"));
        histograms =
                new PrintStream(
                        Files.newOutputStream(directory.resolve("duel.hlog")),
                        true,
                        StandardCharsets.UTF_8);
        log = new HistogramLogWriter(histograms);
        log.outputLogFormatVersion();
        log.outputLegend();
    }

    void add(Run run, String label, Histogram latencies) throws IOException {
        records.write(JSON.writeValueAsString(run));
        records.write('\n');
        records.flush();
        latencies.setTag(run.contender() + ":" + label + ":" + run.round());
        log.outputIntervalHistogram(0, run.seconds(), latencies);
    }

    @Override
    public void close() throws IOException {
        records.close();
        histograms.close();
    }
}
