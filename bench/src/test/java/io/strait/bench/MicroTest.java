package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Fork;

/// JMH in rounds, with the least that it can be asked for.
@Timeout(180)
class MicroTest {
    static {
        // JMH lets one run at a time measure on a machine; nothing is measured here.
        System.setProperty("jmh.ignoreLock", "true");
    }

    private static final List<String> GUARD =
            List.of(
                    "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED");

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
    void eachRoundIsAForkOfTheResult() throws IOException {
        JsonNode results = micro("SwitchBenchmark.empty", 2);
        assertThat(results).hasSize(1);
        assertThat(results.path(0).path("secondaryMetrics").path(Figure.CPU).path("rawData"))
                .hasSize(2);
        assertThat(results.path(0).path("jvm").asText()).isEqualTo("java");
        assertThat(err.toString()).contains("2/2  SwitchBenchmark.empty");
    }

    /// And in no flag of the JVM besides: the difference is the guard's and the scoped values'.
    @Test
    void theUnguardedOneDiffersInTheGuardAlone() throws NoSuchMethodException {
        List<String> flags = new ArrayList<>(List.of(flags(SwitchBenchmark.class)));
        assertThat(flags.removeAll(GUARD)).isTrue();
        flags.add("-Dio.strait.lockGuard=off");
        assertThat(flags(SwitchBenchmark.class.getMethod("unguarded")))
                .containsExactlyInAnyOrderElementsOf(flags);
    }

    private static String[] flags(AnnotatedElement forked) {
        return forked.getAnnotation(Fork.class).jvmArgsAppend();
    }

    @Test
    void theProgressKnowsHowManyVariantsThereAre() throws IOException {
        JsonNode results = micro("SocketEchoBenchmark.callback", 1);
        assertThat(err.toString())
                .contains("%d/%d  SocketEcho".formatted(results.size(), results.size()));
    }
}
