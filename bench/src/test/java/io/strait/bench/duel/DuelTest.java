package io.strait.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.strait.bench.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(180)
class DuelTest {
    @TempDir Path out;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int duel(String... arguments) {
        return new CommandLine(new Duel())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }

    @Test
    @Tag("slow")
    void contendersTakeTurns() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--out", out.toString(), "--quick"));
        arguments.addAll(List.of("--workload", "idle-1100", "--rounds", "2"));
        arguments.addAll(List.of("--contender", "netty", "--contender", "strait"));
        arguments.addAll(List.of("--warm-up", "0.1", "--seconds", "0.1"));
        assertThat(duel(arguments.toArray(String[]::new))).as(errors::toString).isZero();

        List<Run> runs = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("duel.json"))) {
            runs.add(new ObjectMapper().readValue(line, Run.class));
        }
        assertThat(runs)
                .extracting(run -> run.contender() + " " + run.round())
                .containsExactly("strait 1", "netty 1", "strait 2", "netty 2");
        assertThat(runs).allMatch(run -> run.messages() > 0 && run.cpuNanosPerMessage() > 0);
        assertThat(runs).allMatch(run -> run.p50() > 0 && run.p50() <= run.max());
        // Of so few connections the heap may even shrink meanwhile: its size is for benchmarks to
        // judge.
        assertThat(runs).extracting(Run::heapBytesPerConnection).doesNotContainNull();
        assertThat(runs).allMatch(run -> run.rssBytes() > 0);
        assertThat(runs).allMatch(run -> run.note().contains("100 busy"));
        assertThat(Environment.read(out).effort()).isEqualTo("quick");
        assertThat(errors.toString()).contains("4/4  idle-1100");
    }

    @Test
    void unknownNamesAreRefusedWithTheKnownOnes() {
        assertThat(duel("--contender", "nobody")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("'nobody' is none of strait,");
    }

    @Test
    void theListNamesAll() {
        assertThat(duel("--list")).isZero();
        assertThat(output.toString()).contains("ping-pong-10000", "strait", "vertx-await");
    }
}
