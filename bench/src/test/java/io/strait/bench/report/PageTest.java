package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of the fixture's results, and of less.
class PageTest {
    @TempDir private Path directory;

    private List<String> pictures(String page) {
        return Pattern.compile("\\]\\(([^)]+\\.png)\\)")
                .matcher(page)
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    @Test
    void itIsWhatItWasWhenSomebodyReadIt() throws IOException {
        assertThat(Page.of(Fixture.copyTo(directory))).isEqualTo(Fixture.text("page.md"));
    }

    @Test
    void itsPicturesAreThere() throws IOException {
        List<String> pictures = pictures(Page.of(Fixture.copyTo(directory)));
        assertThat(pictures).contains("cost.png", "latency-ping-pong-1000-open.png").hasSize(8);
        for (String picture : pictures)
            assertThat(ImageIO.read(directory.resolve(picture).toFile()).getWidth()).isPositive();
    }

    @Test
    void theFigureIsTheProcessorTimeAndNotTheScore() throws IOException {
        assertThat(Fixture.micro(directory).get("SwitchBenchmark.coroutine").rounds())
                .containsExactly(entry(1, 123.0), entry(2, 125.46), entry(3, 127.92));
    }

    @Test
    void withoutTheDuelItHasTheRest() throws IOException {
        Files.delete(Fixture.copyTo(directory).resolve("duel.json"));
        String page = Page.of(directory);
        assertThat(page).contains("## The coroutine", "| not measured |").doesNotContain("Duel:");
        assertThat(pictures(page)).isEmpty();
    }

    @Test
    void withoutTheMicroBenchmarksItHasTheRest() throws IOException {
        Files.delete(Fixture.copyTo(directory).resolve("micro.json"));
        assertThat(Page.of(directory))
                .contains("### Lines, 100 connections")
                .doesNotContain("## The coroutine", "JMH:");
    }
}
