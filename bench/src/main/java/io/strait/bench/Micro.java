package io.strait.bench;

import io.strait.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the JMH benchmarks in rounds, each benchmark once in each round and each time in a new JVM.
///
/// JMH itself would run all forks of one benchmark before the next one's. What else the machine
/// does then falls on one of two figures that are to be compared. In rounds it falls on both, and a
/// ratio within a round means something.
@Command(name = "micro", description = "Runs the JMH benchmarks, in rounds.")
final class Micro implements Callable<Integer> {
    private static final String FILE = "micro.json";
    private static final String TRANSPORT = "transport";
    private static final String ALL = "io.strait.bench";

    /* What no aim is about, or the duel measures too: too much for a quick run. */
    private static final List<String> LEFT_OUT =
            List.of(
                    "DepthBenchmark",
                    "FramingBenchmark",
                    "LocalEchoBenchmark",
                    "SocketEchoBenchmark",
                    // Of the tasks' rivals one alone has to do with an aim.
                    "\\.(jox|kotlin)",
                    "ForkBenchmark\\.virtualThread\\w",
                    "(Mailbox|Deadline|ParkedBytes)Benchmark\\.virtualThread",
                    "(ForkBenchmark\\.taskOpen|DeadlineBenchmark\\.task|\\.taskAtQueue|\\.shared64)");

    private record Effort(int rounds, int warmups, int iterations, TimeValue each) {
        // Echoes and lines need more than a second until all of them is compiled.
        static final Effort QUICK = new Effort(2, 8, 3, TimeValue.milliseconds(200));
        static final Effort FULL = new Effort(4, 5, 3, TimeValue.milliseconds(400));
    }

    @Spec private @Nullable CommandSpec spec;

    @Mixin private ResultsDirectory out = new ResultsDirectory();

    @Option(
            names = "--quick",
            description = "Fewer rounds, and shorter ones; without --only, fewer benchmarks too.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Runs those whose name this matches.")
    private @Nullable String only;

    @Option(
            names = "--rounds",
            paramLabel = "COUNT",
            description = "How many rounds (default: 4, quick: 2).")
    private int rounds;

    @Override
    public Integer call() throws IOException, RunnerException {
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        int count = rounds > 0 ? rounds : effort.rounds;
        Path directory = out.path();
        Environment.here(quick).write(directory);
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Progress progress = new Progress(err, count * size());
        List<RunResult> results = new ArrayList<>();
        for (int round = 1; round <= count; round++) {
            JmhOutput output = new JmhOutput(progress, round);
            results.addAll(new Runner(options(effort), output).run());
            write(merged(results), directory.resolve(FILE)); // whoever loses patience has these
        }
        return 0;
    }

    private Options options(Effort effort) {
        ChainedOptionsBuilder options = new OptionsBuilder();
        leftOut().forEach(options::exclude);
        return options.include(only())
                .param(TRANSPORT, transports())
                .addProfiler(ThreadCpu.class)
                .forks(1)
                .warmupIterations(effort.warmups)
                .warmupTime(effort.each)
                .measurementIterations(effort.iterations)
                .measurementTime(effort.each)
                .shouldFailOnError(true)
                .build();
    }

    private String only() {
        return only == null ? ALL : only;
    }

    private List<String> leftOut() {
        return quick && only == null ? LEFT_OUT : List.of();
    }

    /* How many benchmarks a round has, each with all of its parameters' values. */
    private int size() {
        OutputFormat silent =
                OutputFormatFactory.createFormatInstance(
                        new PrintStream(OutputStream.nullOutputStream()), VerboseMode.SILENT);
        int size = 0;
        for (BenchmarkListEntry benchmark :
                BenchmarkList.defaultList().find(silent, List.of(only()), leftOut())) {
            int variants = 1;
            for (Map.Entry<String, String[]> param :
                    benchmark.getParams().orElse(Map.of()).entrySet()) {
                boolean transport = param.getKey().equals(TRANSPORT);
                variants *= (transport ? transports() : param.getValue()).length;
            }
            size += variants;
        }
        return size;
    }

    /* The native one of this machine, and NIO; where there is little time, the first of them. */
    private String[] transports() {
        return Stream.of(Transport.KQUEUE, Transport.EPOLL, Transport.NIO)
                .filter(Transport::isAvailable)
                .limit(quick ? 1 : Long.MAX_VALUE)
                .map(Enum::name)
                .toArray(String[]::new);
    }

    /* One result for each benchmark, with a fork for each round. */
    private static Collection<RunResult> merged(List<RunResult> rounds) {
        Map<String, List<BenchmarkResult>> forks = new LinkedHashMap<>();
        Map<String, BenchmarkParams> params = new LinkedHashMap<>();
        for (RunResult result : rounds) {
            String id = result.getParams().id();
            params.putIfAbsent(id, result.getParams());
            forks.computeIfAbsent(id, _ -> new ArrayList<>()).addAll(result.getBenchmarkResults());
        }
        List<RunResult> all = new ArrayList<>();
        forks.forEach((id, each) -> all.add(new RunResult(params.get(id), each)));
        return all;
    }

    private static void write(Collection<RunResult> results, Path file) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(json, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        String jvm = "\"jvm\" : \"";
        // Where the JVM is on this machine is nobody's business; the environment says which it is.
        String text = json.toString(StandardCharsets.UTF_8);
        Files.writeString(file, text.replaceAll(jvm + "[^\"]*", jvm + "java"));
    }
}
