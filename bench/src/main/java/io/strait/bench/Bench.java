package io.strait.bench;

import io.strait.bench.duel.Duel;
import io.strait.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line of the benchmarks.
@Command(
        name = "benchmarks",
        description = "Measures Strait, and what one would take instead of it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Bench implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    private Bench() {}

    /// Runs a command.
    ///
    /// @param args a command and its options; `--help` lists them
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench())
                .addSubcommand(new Micro())
                .addSubcommand(new Duel())
                .addSubcommand(new Report());
    }

    /// There is nothing to do without a command.
    @Override
    public void run() {
        throw new ParameterException(command(), "a command is missing");
    }

    @Command(description = "Measures most of it in less than ten minutes, and writes the report.")
    int quick(@Mixin ResultsDirectory out) throws IOException {
        return all(out, true);
    }

    @Command(description = "Measures all of it, in about an hour, and writes the report.")
    int full(@Mixin ResultsDirectory out) throws IOException {
        return all(out, false);
    }

    private int all(ResultsDirectory out, boolean quick) throws IOException {
        Path directory = out.path();
        for (String measurement : List.of("micro", "duel")) {
            List<String> args =
                    new ArrayList<>(List.of(measurement, "--out", directory.toString()));
            if (quick) args.add("--quick");
            int status = commandLine().execute(args.toArray(String[]::new));
            if (status != ExitCode.OK) return status;
        }
        Report.write(directory);
        return ExitCode.OK;
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
