package io.strait.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the results of a command go: the option `--out`.
public final class ResultsDirectory {
    @Option(
            names = "--out",
            paramLabel = "DIRECTORY",
            description =
                    "Where the results go (default: bench/results/ and a directory named after the"
                            + " date and the machine).")
    private Path path = Path.of("bench", "results", Environment.directory());

    /// For the command line.
    public ResultsDirectory() {}

    /// Where they go.
    ///
    /// @return a directory that need not be there yet
    public Path path() {
        return path;
    }
}
