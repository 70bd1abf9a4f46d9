package io.strait.task.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.coroutine.JvmMode;
import io.strait.coroutine.fuzz.Shrinking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random programs do with tasks what a model of them does without, step by step. Where tasks that
/// are ready at the same time run in random order, nothing is lost, and all end.
///
/// `-Dstrait.fuzz.programs=1000000` runs so many, `-Dstrait.fuzz.seed=1` those from that seed on.
/// One that fails is made small and printed; as a line of `corpus.txt` it is tried first ever
/// after.
class TaskFuzzTest {
    private static final int PROGRAMS =
            Integer.getInteger("strait.fuzz.programs", JvmMode.scaled(10_000));
    private static final long SEED = Long.getLong("strait.fuzz.seed", System.nanoTime());

    /* So many of them are also run in random order. */
    private static final int IN_RANDOM_ORDER = PROGRAMS / 4;

    /* How many orders are tried of a program of the corpus. */
    private static final int ORDERS = 20;

    /// A way to try a program: what is wrong, or null.
    private interface Trial {
        String difference(Program program) throws InterruptedException;
    }

    private static void check(String name, Program program, Trial trial)
            throws InterruptedException {
        String difference = trial.difference(program);
        if (difference == null) return;
        boolean hangs = difference.equals(Comparison.HANGS);
        Program small = hangs ? program : Shrinking.of(program, each -> fails(each, trial));
        throw new AssertionError(
                "%s: %s%nmade small: %s%n%s"
                        .formatted(name, difference, small, trial.difference(small)));
    }

    private static boolean fails(Program program, Trial trial) {
        try {
            return trial.difference(program) != null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkInOrder(String name, Program program) throws InterruptedException {
        check(name, program, each -> Comparison.difference(name, each));
    }

    private static void checkInRandomOrder(String name, Program program, long first, int orders)
            throws InterruptedException {
        check(
                name + " in random order",
                program,
                each -> {
                    for (long seed = first; seed < first + orders; seed++) {
                        String wrong = Comparison.wrongInRandomOrder(name, each, seed);
                        if (wrong != null) return wrong;
                    }
                    return null;
                });
    }

    static List<String> corpus() throws IOException {
        try (InputStream lines = TaskFuzzTest.class.getResourceAsStream("corpus.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void whatFailedOnceDoesNotFailAgain(String text) throws InterruptedException {
        Program program = Program.parse(text);
        checkInOrder("corpus", program);
        checkInRandomOrder("corpus", program, 0, ORDERS);
    }

    @Test
    void randomProgramsDoWhatTheModelSays() throws InterruptedException {
        announce(PROGRAMS);
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++)
            checkInOrder("-Dstrait.fuzz.seed=" + seed, RandomProgram.of(seed));
    }

    @Test
    void randomProgramsLoseNothingInRandomOrder() throws InterruptedException {
        announce(IN_RANDOM_ORDER);
        for (long seed = SEED; seed < SEED + IN_RANDOM_ORDER; seed++)
            checkInRandomOrder("-Dstrait.fuzz.seed=" + seed, RandomProgram.of(seed), seed, 1);
    }

    private static void announce(int programs) {
        System.out.printf(
                "%,d random programs of tasks: -Dstrait.fuzz.programs=%d -Dstrait.fuzz.seed=%d%n",
                programs, PROGRAMS, SEED);
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
                        .filter(TaskFuzzTest::throwsInAScope)
                        .findFirst()
                        .orElseThrow();
        Program small = Shrinking.of(large, TaskFuzzTest::throwsInAScope);
        assertThat(small.toString())
                .containsPattern("scope \\d \\{ throw \\}")
                .hasSizeLessThan(100);
    }

    private static boolean throwsInAScope(Program program) {
        return program.toString().matches(".*scope \\d \\{[^{}]* throw .*");
    }
}
