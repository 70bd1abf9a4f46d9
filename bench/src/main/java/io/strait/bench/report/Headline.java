package io.strait.bench.report;

import io.strait.bench.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The table in the project's README, between two markers.
final class Headline {
    private static final String BEGIN = "<!-- measured: begin -->\n";
    private static final String END = "<!-- measured: end -->\n";

    /// What stands there as long as there are no results.
    static final String NOTHING_YET = "Nothing has been measured on a quiet machine yet.\n";

    private Headline() {}

    /// What stands between the markers.
    ///
    /// @param results the directory of the results
    /// @param link from the README to their page
    static String of(Path results, String link) throws IOException {
        Environment environment = Environment.read(results);
        List<Target> targets =
                Targets.of(
                        MicroResults.read(results.resolve("micro.json")),
                        DuelResults.read(results.resolve("duel.json")));
        Table table = Table.of("", "measured", "aim");
        for (Target target : targets)
            if (target.isHeadline() && target.isMeasured())
                table.row(target.what(), target.measured(), target.aim());
        return table
                + "\nMedians, and the middle half of the rounds. %s, commit %s, %s, %s, %s: [the whole report](%s).\n"
                        .formatted(
                                environment.date(),
                                environment.commit(),
                                environment.jvm(),
                                environment.os(),
                                environment.machine(),
                                link);
    }

    /// What stands between the markers of a text.
    static String in(String readme) {
        return readme.substring(begin(readme), end(readme));
    }

    /// Puts the headline of `results` into the README.
    static void write(Path readme, Path results) throws IOException {
        String text = Files.readString(readme);
        String link = link(readme, results);
        Files.writeString(
                readme,
                text.substring(0, begin(text)) + of(results, link) + text.substring(end(text)));
    }

    static String link(Path readme, Path results) {
        Path from = Objects.requireNonNull(readme.toAbsolutePath().normalize().getParent());
        return from.relativize(results.toAbsolutePath().normalize()) + "/README.md";
    }

    private static int begin(String text) {
        return place(text, BEGIN) + BEGIN.length();
    }

    private static int end(String text) {
        return place(text, END);
    }

    private static int place(String text, String marker) {
        int place = text.indexOf(marker);
        if (place < 0) throw new IllegalArgumentException("there is no line " + marker.strip());
        return place;
    }
}
