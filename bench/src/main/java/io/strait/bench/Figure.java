package io.strait.bench;

import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;

/// What a benchmark is about: not always what JMH takes for the score.
public final class Figure {
    /// The label of [ThreadCpu]'s result.
    public static final String CPU = "cpu";

    /// The label of [ParkedBytesBenchmark]'s counter.
    public static final String BYTES = "bytesEach";

    /// The label of [GuardBenchmark]'s counter.
    public static final String NANOS_MORE = "nanosMore";

    /// The labels of what a benchmark counts itself; its time means nothing then.
    public static final List<String> COUNTERS = List.of(BYTES, NANOS_MORE);

    private Figure() {}

    /// The one of these results that counts.
    @SuppressWarnings("rawtypes") // as JMH has it
    static Result<?> of(Result<?> primary, Map<String, Result> secondary) {
        for (String counter : COUNTERS)
            if (secondary.containsKey(counter)) return secondary.get(counter);
        Result<?> cpu = secondary.get(CPU);
        return cpu != null ? cpu : primary;
    }

    /// The benchmark's class and method, and its parameters.
    static String name(BenchmarkParams params) {
        String prefix = Figure.class.getPackageName() + ".";
        StringBuilder name = new StringBuilder(params.getBenchmark());
        if (name.indexOf(prefix) == 0) name.delete(0, prefix.length());
        for (String key : params.getParamsKeys())
            name.append(' ').append(key).append('=').append(params.getParam(key));
        return name.toString();
    }
}
