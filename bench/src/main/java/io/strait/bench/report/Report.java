package io.strait.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes the page of a directory of results, and the headline of the project's README.
@Command(name = "report", description = "Writes the page of what was measured.")
public final class Report implements Callable<Integer> {
    static final Path RESULTS = Path.of("bench", "results");

    @Parameters(
            arity = "0..1",
            paramLabel = "DIRECTORY",
            description = "With the results (default: the newest in bench/results).")
    private @Nullable Path directory;

    @Option(
            names = "--readme",
            paramLabel = "FILE",
            description = "Puts the headline between the two markers in this file.")
    private @Nullable Path readme;

    /// For the command line.
    public Report() {}

    @Override
    public Integer call() throws IOException {
        Path results = directory != null ? directory : newestOf(RESULTS);
        write(results);
        if (readme != null) Headline.write(readme, results);
        return 0;
    }

    private static Path newestOf(Path all) throws IOException {
        return newest(all).orElseThrow(() -> new IOException("there are no results in " + all));
    }

    /// Writes the page and its pictures.
    ///
    /// @param results the directory of the results
    /// @throws IOException if they are not there
    public static void write(Path results) throws IOException {
        Path page = results.resolve("README.md");
        Files.writeString(page, Page.of(results));
        System.out.println("The report: " + page);
    }

    /// The directory whose name, which begins with the date, is the last one.
    static Optional<Path> newest(Path all) throws IOException {
        if (!Files.exists(all)) return Optional.empty();
        try (Stream<Path> directories = Files.list(all)) {
            return directories.filter(Files::isDirectory).max(Comparator.naturalOrder());
        }
    }
}
