package io.strait.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir Path directory;

    private static Slice slice(long... latencies) {
        Histogram histogram = new Histogram(3);
        for (long latency : latencies) histogram.recordValue(latency);
        return new Slice(latencies.length, 2_000_000_000L, 12_000, histogram);
    }

    private void write(Workload workload, Slice slice) throws IOException {
        try (Results results = new Results(directory)) {
            Run run = Run.of(Contender.STRAIT, workload, 3, slice, null, 4096, "a note");
            results.add(run, workload.label(), slice.latencies());
        }
    }

    @Test
    void aRunIsOneLineWithTheAgreedKeys() throws IOException {
        write(Workload.pingPong(100), slice(100, 200, 300));
        List<String> lines = Files.readAllLines(directory.resolve("duel.json"));
        assertThat(lines).hasSize(1);
        JsonNode run = new ObjectMapper().readTree(lines.getFirst());
        assertThat(run.fieldNames())
                .toIterable()
                .containsExactly(
                        "contender",
                        "workload",
                        "connections",
                        "round",
                        "seconds",
                        "messages",
                        "throughput",
                        "cpuNanosPerMessage",
                        "p50",
                        "p90",
                        "p99",
                        "p999",
                        "max",
                        "mode",
                        "rate",
                        "heapBytesPerConnection",
                        "rssBytes",
                        "note");
        assertThat(run.get("contender").asText()).isEqualTo("strait");
        assertThat(run.get("workload").asText()).isEqualTo("ping-pong");
        assertThat(run.get("connections").asInt()).isEqualTo(100);
        assertThat(run.get("throughput").asDouble()).isEqualTo(1.5);
        assertThat(run.get("cpuNanosPerMessage").asDouble()).isEqualTo(4000);
        assertThat(run.get("p50").asLong()).isEqualTo(200);
        assertThat(run.get("max").asLong()).isEqualTo(300);
        assertThat(run.get("mode").asText()).isEqualTo("closed");
        assertThat(run.get("rate").isNull()).isTrue();
    }

    @Test
    void theRateOfAnOpenLoopIsKept() throws IOException {
        write(Workload.open(100, 5000), slice(1));
        JsonNode run = new ObjectMapper().readTree(directory.resolve("duel.json").toFile());
        assertThat(run.get("mode").asText()).isEqualTo("open");
        assertThat(run.get("rate").asDouble()).isEqualTo(5000);
    }

    @Test
    void theLatenciesAreKeptAsAHistogram() throws IOException {
        write(Workload.pingPong(100), slice(100, 200, 300));
        try (HistogramLogReader log =
                new HistogramLogReader(directory.resolve("duel.hlog").toFile())) {
            Histogram kept = (Histogram) log.nextIntervalHistogram();
            assertThat(kept.getTag()).isEqualTo("strait:ping-pong-100:3");
            assertThat(kept.getTotalCount()).isEqualTo(3);
            assertThat(kept.getMaxValue()).isEqualTo(300);
            assertThat(log.hasNext()).isFalse();
        }
    }

    @Test
    void aSliceSurvivesTheWayBetweenProcesses() {
        Slice sent = slice(5, 50, 500);
        assertThat(Slice.ofLine(sent.toLine())).isEqualTo(sent);
    }
}
