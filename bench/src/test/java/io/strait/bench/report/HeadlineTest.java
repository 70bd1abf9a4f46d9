package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table in the README.
class HeadlineTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path RESULTS = Path.of("results");

    @TempDir private Path directory;

    private Path readme(String text) throws IOException {
        return Files.writeString(directory.resolve("README.md"), text);
    }

    private Path results() throws IOException {
        return Fixture.copyTo(Files.createDirectories(directory.resolve("results/2026-01-02-x")));
    }

    @Test
    void theReadmeShowsTheNewestResults() throws IOException {
        Optional<Path> newest = Report.newest(RESULTS);
        String expected =
                newest.isPresent()
                        ? Headline.of(newest.get(), Headline.link(README, newest.get()))
                        : Headline.NOTHING_YET;
        assertThat(Headline.in(Files.readString(README))).isEqualTo(expected);
    }

    @Test
    void onlyWhatIsBetweenTheMarkersChanges() throws IOException {
        Path readme =
                readme("Before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAfter\n");
        Headline.write(readme, results());
        assertThat(Files.readString(readme))
                .startsWith("Before\n<!-- measured: begin -->\n|  | measured | aim |\n")
                .contains(
                        "| resume + suspend: coroutine / bare continuation | 1.12 (1.12–1.12) × |")
                .contains("2026-01-02, commit 0123456789")
                .contains("](results/2026-01-02-x/README.md)")
                .endsWith("\n<!-- measured: end -->\nAfter\n")
                .doesNotContain("old");
    }

    @Test
    void aSecondTimeChangesNothing() throws IOException {
        Path readme = readme("<!-- measured: begin -->\n<!-- measured: end -->\n");
        Path results = results();
        Headline.write(readme, results);
        String once = Files.readString(readme);
        Headline.write(readme, results);
        assertThat(Files.readString(readme)).isEqualTo(once);
    }

    @Test
    void withoutMarkersNothingIsWritten() throws IOException {
        Path readme = readme("Nothing here.\n");
        assertThatThrownBy(() -> Headline.write(readme, results()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no line <!-- measured: begin -->");
        assertThat(Files.readString(readme)).isEqualTo("Nothing here.\n");
    }

    @Test
    void theNewestResultsAreThoseOfTheLastDate() throws IOException {
        for (String name : new String[] {"2026-02-01-a", "2026-11-30-a", "2026-03-01-z"})
            Files.createDirectory(directory.resolve(name));
        Files.createFile(directory.resolve("9999-README.md"));
        assertThat(Report.newest(directory)).hasValue(directory.resolve("2026-11-30-a"));
        assertThat(Report.newest(directory.resolve("none"))).isEmpty();
    }
}
