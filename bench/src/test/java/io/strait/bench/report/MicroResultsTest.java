package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroResultsTest {

    @Test
    void theFastestIterationsAreThoseOfAllRounds(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("micro.json");
        Files.writeString(
                file,
                """
                [ {"benchmark": "io.strait.bench.A.mine", "primaryMetric": {"rawData": [[9, 6], [3, 7]]}},
                  {"benchmark": "io.strait.bench.A.other", "primaryMetric": {"rawData": [[2, 8], [5, 4]]}} ]
                """);
        MicroResults results = MicroResults.read(file);
        assertThat(results.fastest("A.mine", "A.other")).hasValue(1.5);
        assertThat(results.get("A.mine").spread().median()).isEqualTo(6.25);
        assertThat(results.fastest("A.mine", "A.missing")).isEmpty();
    }
}
