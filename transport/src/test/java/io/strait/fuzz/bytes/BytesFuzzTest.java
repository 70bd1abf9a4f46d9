package io.strait.fuzz.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random input, in random pieces, read byte-wise in random ways, cut short at random moments;
 * against a text with a position. Settable: {@code -Dstrait.fuzz.bytes.programs=1000}, {@code
 * -Dstrait.fuzz.seed=1}, and {@code -Dstrait.fuzz.bytes.program=} a program that it printed.
 */
class BytesFuzzTest {
    private static final List<String> JVM =
            ManagementFactory.getRuntimeMXBean().getInputArguments();
    private static final boolean SLOW = JVM.contains("-Xint") || JVM.contains("-Xcomp");

    @Test
    void pastFailuresStayMended() throws IOException {
        List<String> corpus = corpus();
        assertThat(corpus).isNotEmpty();
        for (String line : corpus) {
            Program program = Program.parse(line);
            assertThat(program).hasToString(line);
            assertThat(Check.failure(program, Tested.BYTES)).as(line).isNull();
        }
    }

    private static List<String> corpus() throws IOException {
        try (InputStream corpus = BytesFuzzTest.class.getResourceAsStream("corpus.txt")) {
            return new String(corpus.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void randomReadsComeToWhatATextWithAPositionDoes() {
        String given = System.getProperty("strait.fuzz.bytes.program");
        if (given != null) {
            assertThat(Check.failure(Program.parse(given), Tested.BYTES)).isNull();
            return;
        }
        int programs = Integer.getInteger("strait.fuzz.bytes.programs", SLOW ? 5_000 : 100_000);
        long seed = Long.getLong("strait.fuzz.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("BytesFuzzTest: " + programs + " programs, strait.fuzz.seed=" + seed);
        for (int i = 0; i < programs; i++) {
            Program program = RandomPrograms.of(seed + i);
            String failure = Check.failure(program, Tested.BYTES);
            if (failure != null) report(program, failure, i, seed);
        }
    }

    private static void report(Program program, String failure, int i, long seed) {
        Program smallest =
                Minimizer.minimize(program, part -> Check.failure(part, Tested.BYTES) != null);
        fail(
                "program %d of strait.fuzz.seed=%d fails:%n%s%n%s%n"
                        + "The smallest part of it that does:%n%s%n%s",
                i + 1, seed, program, failure, smallest, Check.failure(smallest, Tested.BYTES));
    }

    @Test
    void aProgramIsReadAsItIsWritten() {
        for (int i = 0; i < 1_000; i++) {
            Program program = RandomPrograms.of(i);
            assertThat(Program.parse(program.toString())).isEqualTo(program);
        }
    }

    /** So the comparison can fail. */
    @ParameterizedTest
    @EnumSource
    void whatIsBrokenIsFound(Broken broken) {
        for (int i = 0; i < 20_000; i++) {
            Program program = RandomPrograms.of(i);
            if (Check.failure(program, broken) == null) continue;
            Program smallest =
                    Minimizer.minimize(program, part -> Check.failure(part, broken) != null);
            assertThat(smallest.reads()).as(smallest.toString()).hasSizeLessThanOrEqualTo(3);
            return;
        }
        fail(broken + " was not found");
    }
}
