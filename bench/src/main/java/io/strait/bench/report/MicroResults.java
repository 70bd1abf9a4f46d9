package io.strait.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strait.bench.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What JMH measured. A round's figure is the median of its fork's iterations.
final class MicroResults {
    private static final String PACKAGE = "io.strait.bench.";

    private final Map<String, Series> figures = new HashMap<>();
    private final Map<String, Double> fastest = new HashMap<>();
    private int fewestRounds = Integer.MAX_VALUE;
    private int mostRounds;
    private String method = "";

    /// Reads JMH's JSON; where there is no such file, nothing was measured.
    static MicroResults read(Path file) throws IOException {
        MicroResults results = new MicroResults();
        if (!Files.exists(file)) return results;
        for (JsonNode benchmark : new ObjectMapper().readTree(file.toFile()))
            results.add(benchmark);
        return results;
    }

    private void add(JsonNode benchmark) {
        StringBuilder name = new StringBuilder(benchmark.path("benchmark").asText());
        if (name.indexOf(PACKAGE) == 0) name.delete(0, PACKAGE.length());
        // In alphabetical order, as get() has them.
        Map<String, String> params = new TreeMap<>();
        benchmark
                .path("params")
                .properties()
                .forEach(e -> params.put(e.getKey(), e.getValue().asText()));
        params.forEach((key, value) -> name.append(' ').append(key).append('=').append(value));
        JsonNode raw = figure(benchmark).path("rawData");
        TreeMap<Integer, Double> rounds = new TreeMap<>();
        for (JsonNode fork : raw) {
            List<Double> iterations = new ArrayList<>();
            for (JsonNode iteration : fork) iterations.add(iteration.asDouble());
            rounds.put(rounds.size() + 1, Spread.of(iterations).median());
            fastest.merge(name.toString(), Collections.min(iterations), Math::min);
        }
        figures.put(name.toString(), new Series(rounds));
        if (Figure.COUNTERS.stream().noneMatch(benchmark.path("secondaryMetrics")::has)) {
            fewestRounds = Math.min(fewestRounds, rounds.size());
            mostRounds = Math.max(mostRounds, rounds.size());
            method =
                    ", in each of them every benchmark once, in a JVM of its own (%s) that warms up %d × %s and measures %d × %s"
                            .formatted(
                                    flags(benchmark.path("jvmArgs")),
                                    benchmark.path("warmupIterations").asInt(),
                                    benchmark.path("warmupTime").asText(),
                                    benchmark.path("measurementIterations").asInt(),
                                    benchmark.path("measurementTime").asText());
        }
    }

    private static JsonNode figure(JsonNode benchmark) {
        JsonNode secondary = benchmark.path("secondaryMetrics");
        for (String label : Figure.COUNTERS) if (secondary.has(label)) return secondary.path(label);
        return secondary.has(Figure.CPU)
                ? secondary.path(Figure.CPU)
                : benchmark.path("primaryMetric");
    }

    private static String flags(JsonNode jvmArgs) {
        List<String> flags = new ArrayList<>();
        for (JsonNode flag : jvmArgs)
            if (flag.asText().startsWith("-X")) flags.add("`" + flag.asText() + "`");
        return String.join(" ", flags);
    }

    boolean isEmpty() {
        return figures.isEmpty();
    }

    /// How it was measured, in words.
    String method() {
        String rounds = fewestRounds == mostRounds ? "" : fewestRounds + " to ";
        return rounds + mostRounds + " rounds" + method;
    }

    /// The figure of a benchmark, in its own unit.
    ///
    /// @param name as in `SwitchBenchmark.coroutine`, then its parameters in alphabetical order, as
    ///   in ` depth=10`
    Series get(String name) {
        return figures.getOrDefault(name, Series.NONE);
    }

    /// One benchmark's fastest iteration of all rounds, as a multiple of another's, where both were
    /// measured.
    OptionalDouble fastest(String name, String other) {
        Double mine = fastest.get(name);
        Double theirs = fastest.get(other);
        return mine == null || theirs == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(mine / theirs);
    }
}
