package io.strait.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// The processor time of an operation, beside the time on the clock that JMH measures: what other
/// processes take of the machine isn't in it. It is that of all Java threads of the benchmark, so
/// without what the JVM's compilers and collectors do meanwhile.
public final class ThreadCpu implements InternalProfiler {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Map<Long, Long> before = Map.of();

    /// For JMH.
    public ThreadCpu() {}

    @Override
    public String getDescription() {
        return "Processor time of the Java threads per operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = times();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long nanos = 0;
        for (Map.Entry<Long, Long> thread : times().entrySet())
            nanos += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        long operations = result.getMetadata().getAllOps();
        if (operations == 0) return List.of();
        return List.of(
                new ScalarResult(
                        Figure.CPU, (double) nanos / operations, "ns/op", AggregationPolicy.AVG));
    }

    private static Map<Long, Long> times() {
        Map<Long, Long> times = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            long nanos = THREADS.getThreadCpuTime(id);
            if (nanos >= 0) times.put(id, nanos); // otherwise it has just ended
        }
        return times;
    }
}
