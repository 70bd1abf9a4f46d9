package io.strait.bench.duel;

import io.strait.bench.Environment;
import io.strait.bench.Progress;
import io.strait.bench.ResultsDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command that lets servers compete.
///
/// For each workload all contenders' servers are started, each with a load of its own, and warmed
/// up. Then they are measured in turns, A B C A B C…, in short runs, so that what else happens on
/// the machine happens to all of them. A fork repeats this with new processes, since a JVM doesn't
/// compile the same code in the same way each time.
@Command(
        name = "duel",
        description = "Echo servers over sockets, each in its own process, measured in turns.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Duel implements Callable<Integer> {
    /// What the servers' JVMs are started with.
    static final List<String> JVM =
            List.of(
                    "-Xms512m",
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:+AlwaysPreTouch",
                    "-XX:-MaxFDLimit",
                    "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                    "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    @Spec private @Nullable CommandSpec spec;

    @Mixin private ResultsDirectory out = new ResultsDirectory();

    @Option(names = "--quick", description = "Fewer connections, fewer and shorter runs.")
    private boolean quick;

    @Option(
            names = "--forks",
            paramLabel = "COUNT",
            description = "How often all processes are started (default: 2, quick: 1).")
    private @Nullable Integer forks;

    @Option(
            names = "--rounds",
            paramLabel = "COUNT",
            description = "Runs of each contender in a fork (default: 4, quick: 3).")
    private @Nullable Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "How long a run is (default: 0.8, quick: 0.5).")
    private @Nullable Double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "CPU time of a server before it counts (default: 4, quick: 1).")
    private @Nullable Double warmUp;

    @Option(
            names = "--early",
            description =
                    "Measure the connections of the warm-up, which cold code has opened,"
                            + " instead of new ones.")
    private boolean early;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "20000",
            description = "Messages a second in the open loops (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            description = "Only this one; may be repeated.")
    private List<String> workloads = List.of();

    @Option(
            names = "--contender",
            paramLabel = "NAME",
            description = "Only this one; may be repeated.")
    private List<String> contenders = List.of();

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "One more option for the servers' JVMs; may be repeated.")
    private List<String> jvm = List.of();

    @Option(names = "--list", description = "Names the workloads and contenders, and ends.")
    private boolean list;

    /// For the command line.
    public Duel() {}

    /// Runs the duel.
    ///
    /// @return the status of the process
    @Override
    public Integer call() throws IOException {
        List<Workload> all = quick ? Workload.quick() : Workload.full(rate);
        if (list) return list(all);
        List<Workload> chosen = chosen(all, Workload::label, workloads);
        List<Contender> invited =
                chosen(List.of(Contender.values()), Contender::toString, contenders);
        Path scratch = Files.createTempDirectory("duel");
        Environment.here(quick).write(out.path());
        try (Results results = new Results(out.path())) {
            Path program = NativeServer.compile(scratch).orElse(null);
            List<Contender> present =
                    invited.stream()
                            .filter(c -> c.factory().isPresent() || program != null)
                            .toList();
            Match match =
                    new Match(
                            or(forks, 2, 1),
                            or(rounds, 4, 3),
                            or(seconds, 0.8, 0.5),
                            or(warmUp, 4.0, 1.0),
                            early,
                            Resources.look(),
                            program,
                            Stream.concat(JVM.stream(), jvm.stream()).toList());
            Progress progress = new Progress(command().getErr(), runs(match, chosen, present));
            progress.say(match.resources().toString());
            if (program == null) progress.say("c is left out: there is no C compiler here");
            for (Workload workload : chosen) match.play(workload, present, results, progress);
        } finally {
            NativeServer.clean(scratch);
        }
        return CommandLine.ExitCode.OK;
    }

    private static int runs(Match match, List<Workload> workloads, List<Contender> contenders) {
        long pairings =
                workloads.stream()
                        .flatMap(w -> contenders.stream().filter(c -> c.takesPartIn(w.protocol())))
                        .count();
        return Math.toIntExact(pairings * match.rounds() * match.forks());
    }

    private <T> T or(@Nullable T asked, T full, T quickly) {
        return asked != null ? asked : quick ? quickly : full;
    }

    private <T> List<T> chosen(List<T> all, Function<T, String> name, List<String> names) {
        List<String> known = all.stream().map(name).toList();
        for (String wanted : names) {
            if (!known.contains(wanted)) {
                throw new ParameterException(
                        command(), "'" + wanted + "' is none of " + String.join(", ", known));
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(each -> names.contains(name.apply(each))).toList();
    }

    private int list(List<Workload> all) {
        PrintWriter names = command().getOut();
        names.println("workloads:");
        all.forEach(workload -> names.println("  " + workload.label()));
        names.println("contenders:");
        for (Contender contender : Contender.values()) names.println("  " + contender);
        names.flush();
        return CommandLine.ExitCode.OK;
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
