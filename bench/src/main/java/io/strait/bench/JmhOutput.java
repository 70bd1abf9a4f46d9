package io.strait.bench;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/// Shows one line for each benchmark while JMH runs, instead of JMH's forty.
final class JmhOutput implements OutputFormat {
    private final Progress progress;
    private final int round;

    JmhOutput(Progress progress, int round) {
        this.progress = progress;
        this.round = round;
    }

    @Override
    public void endBenchmark(@Nullable BenchmarkResult result) {
        if (result == null) return; // it failed, and JMH has said so
        Result<?> figure = Figure.of(result.getPrimaryResult(), result.getSecondaryResults());
        progress.done(
                String.format(
                        Locale.ROOT,
                        "%-58s round %d: %,10.1f %s",
                        Figure.name(result.getParams()),
                        round,
                        figure.getStatistics().getMean(),
                        figure.getLabel().equals(Figure.BYTES) ? "bytes" : figure.getScoreUnit()));
    }

    @Override
    public void println(@Nullable String line) {
        if (line != null && line.startsWith("<")) progress.say(line); // a failure
    }

    @Override
    public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {}

    @Override
    public void iterationResult(
            BenchmarkParams benchmark,
            IterationParams params,
            int iteration,
            IterationResult data) {}

    @Override
    public void startBenchmark(BenchmarkParams benchmark) {}

    @Override
    public void startRun() {}

    @Override
    public void endRun(Collection<RunResult> results) {}

    @Override
    public void print(@Nullable String text) {}

    @Override
    public void verbosePrintln(@Nullable String line) {}

    @Override
    public void write(int b) {}

    @Override
    public void write(byte[] bytes) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
