package io.strait.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Made-up results, small enough to follow by hand: in round r of three each figure is its base
/// times 1 + 0.02 r (micro) or 1 + 0.03 r (duel), and the score of JMH is 99999 wherever another
/// figure counts.
final class Fixture {
    private Fixture() {}

    static Path copyTo(Path directory) throws IOException {
        for (String file : List.of("micro.json", "duel.json", "environment.json"))
            Files.writeString(directory.resolve(file), text(file));
        return directory;
    }

    static MicroResults micro(Path directory) {
        try {
            return MicroResults.read(copyTo(directory).resolve("micro.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) throws IOException {
        try (InputStream in = Fixture.class.getResourceAsStream("fixture/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
