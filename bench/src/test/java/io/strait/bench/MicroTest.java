package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// JMH in rounds, with the least that it can be asked for.
@Timeout(180)
class MicroTest {
    static {
        // JMH lets one run at a time measure on a machine; nothing is measured here.
        System.setProperty("jmh.ignoreLock", "true");
    }

    @TempDir private Path directory;

    private final StringWriter err = new StringWriter();

    private JsonNode micro(String only, int rounds) throws IOException {
        int status =
                Bench.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute(
                                "micro",
                                "--quick",
                                "--out=" + directory,
                                "--only=" + only,
                                "--rounds=" + rounds);
        assertThat(status).as(err::toString).isZero();
        return new ObjectMapper().readTree(directory.resolve("micro.json").toFile());
    }

    @Test
    @Tag("slow")
    void eachRoundIsAForkOfTheResult() throws IOException {
        JsonNode results = micro("SwitchBenchmark.empty", 2);
        assertThat(results).hasSize(1);
        assertThat(results.path(0).path("secondaryMetrics").path(Figure.CPU).path("rawData"))
                .hasSize(2);
        assertThat(results.path(0).path("jvm").asText()).isEqualTo("java");
        assertThat(err.toString()).contains("2/2  SwitchBenchmark.empty");
    }

    /// Also where this JVM's own flags give both sides what one of them is to be without.
    @Test
    @Tag("slow")
    void whatTheGuardCostsIsTheDifferenceOfTwoInOneJvm() throws IOException {
        JsonNode results = micro("GuardBenchmark", 1);
        assertThat(results).hasSize(1);
        assertThat(
                        results.path(0)
                                .path("secondaryMetrics")
                                .path(Figure.NANOS_MORE)
                                .path("rawData")
                                .path(0))
                .hasSize(3);
    }

    @Test
    @Tag("slow")
    void theProgressKnowsHowManyVariantsThereAre() throws IOException {
        JsonNode results = micro("SocketEchoBenchmark.callback", 1);
        assertThat(err.toString())
                .contains("%d/%d  SocketEcho".formatted(results.size(), results.size()));
    }
}
