package io.strait.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random programs against what a connection promises. Settable: {@code
 * -Dstrait.fuzz.programs=1000}, {@code -Dstrait.fuzz.seed=1}, and {@code -Dstrait.fuzz.program=} a
 * program that it printed.
 */
class BridgeFuzzTest {
    private static final List<String> JVM =
            ManagementFactory.getRuntimeMXBean().getInputArguments();

    /** What suspends or resumes under a lock needs the guard, and a JVM that shows its locks. */
    private static final boolean LOCKS =
            !JVM.contains("-XX:LockingMode=1") && !JVM.contains("-Dio.strait.lockGuard=off");

    /**
     * Kept, or they would forget their level. It tells of each message that was released before.
     */
    private static final Logger RELEASES = Logger.getLogger(ReferenceCountUtil.class.getName());

    /** Tells of each failure but the first that nobody in a pipeline has taken. */
    private static final Logger FAILURES = Logger.getLogger(EmbeddedChannel.class.getName());

    private static final boolean SLOW = JVM.contains("-Xint") || JVM.contains("-Xcomp");

    @BeforeAll
    static void silence() {
        RELEASES.setLevel(Level.OFF);
        FAILURES.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        RELEASES.setLevel(null);
        FAILURES.setLevel(null);
    }

    @Test
    void pastFailuresStayMended() throws Exception {
        List<String> corpus = corpus();
        assertThat(corpus).isNotEmpty();
        for (String line : corpus) {
            Program program = Program.parse(line);
            assertThat(program).hasToString(line);
            assertThat(Check.failure(program)).as(line).isNull();
        }
    }

    private static List<String> corpus() throws IOException {
        try (InputStream corpus = BridgeFuzzTest.class.getResourceAsStream("corpus.txt")) {
            return new String(corpus.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .filter(line -> LOCKS || !line.matches(".*[#@].*"))
                    .toList();
        }
    }

    @Test
    void randomProgramsComeToWhatIsPromised() throws Exception {
        String given = System.getProperty("strait.fuzz.program");
        if (given != null) {
            assertThat(Check.failure(Program.parse(given))).isNull();
            return;
        }
        int programs = Integer.getInteger("strait.fuzz.programs", SLOW ? 1_000 : 10_000);
        long seed = Long.getLong("strait.fuzz.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("BridgeFuzzTest: " + programs + " programs, strait.fuzz.seed=" + seed);
        for (int i = 0; i < programs; i++) {
            Program program = RandomPrograms.of(seed + i, LOCKS);
            assertThat(Program.parse(program.toString())).isEqualTo(program);
            String failure = Check.failure(program);
            if (failure != null) report(program, failure, i, seed);
        }
    }

    private static void report(Program program, String failure, int i, long seed)
            throws InterruptedException {
        Program smallest = Minimizer.minimize(program, BridgeFuzzTest::fails);
        fail(
                "program %d of strait.fuzz.seed=%d fails:%n%s%nIt should be:%n%s%n"
                        + "The smallest part of it that fails:%n%s%nIt should be:%n%s",
                i + 1, seed, program, failure, smallest, Check.failure(smallest));
    }

    private static boolean fails(Program program) {
        try {
            return Check.failure(program) != null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
