package io.strait.coroutine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.coroutine.JvmMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random programs do with coroutines what a model of them does without.
///
/// `-Dstrait.fuzz.programs=1000000` runs so many, `-Dstrait.fuzz.seed=1` those from that seed on.
/// One that fails is made small and printed; as a line of `corpus.txt` it is tried first ever
/// after.
class FuzzTest {
    private static final int PROGRAMS =
            Integer.getInteger("strait.fuzz.programs", JvmMode.scaled(10_000));
    private static final long SEED = Long.getLong("strait.fuzz.seed", System.nanoTime());

    private static boolean fails(Program program) {
        try {
            return Comparison.difference("shrinking", program) != null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(String name, Program program) throws InterruptedException {
        String difference = Comparison.difference(name, program);
        if (difference == null) return;
        Program small =
                difference.equals("it hangs") ? program : Shrinking.of(program, FuzzTest::fails);
        throw new AssertionError(
                "%s: %s%nmade small: %s%n%s"
                        .formatted(name, difference, small, Comparison.difference(name, small)));
    }

    static List<String> corpus() throws IOException {
        try (InputStream lines = FuzzTest.class.getResourceAsStream("corpus.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void whatFailedOnceDoesNotFailAgain(String program) throws InterruptedException {
        check("corpus", Program.parse(program));
    }

    @Test
    void randomProgramsDoWhatTheModelSays() throws InterruptedException {
        System.out.printf(
                "%,d random programs: -Dstrait.fuzz.programs=%d -Dstrait.fuzz.seed=%d%n",
                PROGRAMS, PROGRAMS, SEED);
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++)
            check("-Dstrait.fuzz.seed=" + seed, RandomProgram.of(seed));
    }

    @Test
    void theTextOfAProgramIsAllOfIt() {
        for (long seed = 0; seed < 100; seed++) {
            Program program = RandomProgram.of(seed);
            assertThat(Program.parse(program.toString())).isEqualTo(program);
        }
    }

    @Test
    void aFailingProgramIsMadeSmall() {
        Program large =
                Stream.iterate(0L, seed -> seed + 1)
                        .map(RandomProgram::of)
                        .filter(FuzzTest::throwsInsideSynchronized)
                        .findFirst()
                        .orElseThrow();
        Program small = Shrinking.of(large, FuzzTest::throwsInsideSynchronized);
        assertThat(small.toString())
                .containsPattern("monitor \\d \\{ throw \\d \\}")
                .hasSizeLessThan(100);
    }

    private static boolean throwsInsideSynchronized(Program program) {
        return program.toString().matches(".*monitor \\d \\{[^{}]* throw .*");
    }
}
