package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same program, guarded and not: without the guard it blocks for ever, or the JVM crashes. And
/// what a JVM that gives no guard says.
class UnguardedTest {
    @TempDir Path directory;

    @BeforeEach
    void theJvmHasFastLocks() {
        assumeTrue(JvmMode.hasFastLocks());
    }

    private ForkedJvm run(String level, String way) throws Exception {
        return ForkedJvm.withAccess(
                "-Dio.strait.lockGuard=" + level,
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("crash.log"),
                HeldAcross.class,
                way);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resume", "suspend"})
    void guardedItIsRefused(String way) throws Exception {
        ForkedJvm jvm = run("fast", way);
        assertThat(jvm.output().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("refused: cannot " + way),
                        line -> assertThat(line).isEqualTo("usable"),
                        line -> assertThat(line).isEqualTo("survived"));
        assertThat(jvm.exitCode()).isZero();
    }

    @Test
    void unguardedAResumeInsideSynchronizedCrashesTheJvm() throws Exception {
        ForkedJvm jvm = run("off", "resume");
        assertThat(jvm.output()).contains("SIGSEGV").doesNotContain("survived");
        assertThat(jvm.exitCode()).isNotZero();
    }

    @Test
    void unguardedASuspensionInsideSynchronizedBlocksTheThreadForEver() throws Exception {
        ForkedJvm jvm = run("off", "suspend");
        assertThat(jvm.output()).isEqualTo("blocked for ever");
        assertThat(jvm.exitCode()).isEqualTo(3);
    }

    @Test
    void withoutTheSecondExportAScopedValueLeaks() throws Exception {
        assertThat(ForkedJvm.withAccess(FirstUse.class, "scopedValue").output())
                .isEqualTo("result: ok\nresult: ok");
        assertThat(ForkedJvm.run(ForkedJvm.EXPORT, FirstUse.class, "scopedValue").output())
                .endsWith("result: leaked\nresult: leaked");
    }

    @Test
    void withoutTheSecondExportOneLineSaysWhatIsNotGuarded() throws Exception {
        ForkedJvm jvm = ForkedJvm.run(ForkedJvm.EXPORT, FirstUse.class, "create");
        assertThat(jvm.output().lines().filter(line -> line.startsWith("WARNING:")))
                .containsExactly(
                        "WARNING: In this JVM locks held across a suspension are not noticed, and"
                                + " scoped values leak from one coroutine to another: start it with"
                                + " --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"
                                + " --enable-native-access=ALL-UNNAMED");
        assertThat(jvm.output()).endsWith("result: ok\nresult: ok");
    }

    @Test
    void withoutNativeAccessToo() throws Exception {
        ForkedJvm jvm =
                ForkedJvm.run(ForkedJvm.EXPORT, ForkedJvm.EXPORT_THREADS, FirstUse.class, "create");
        assertThat(jvm.output().lines().filter(line -> line.startsWith("WARNING:")))
                .containsExactly(
                        "WARNING: In this JVM locks held across a suspension are not noticed: start"
                                + " it with --enable-native-access=ALL-UNNAMED");
        assertThat(jvm.output()).endsWith("result: ok\nresult: ok");
    }

    @Test
    void whoTurnsTheGuardOffIsNotTold() throws Exception {
        ForkedJvm jvm =
                ForkedJvm.run(
                        ForkedJvm.EXPORT,
                        ForkedJvm.EXPORT_THREADS,
                        "-Dio.strait.lockGuard=off",
                        FirstUse.class,
                        "create");
        assertThat(jvm.output()).isEqualTo("result: ok\nresult: ok");
    }

    /// There the JVM itself pins whoever holds a monitor, and the lock stack stays empty.
    @Test
    void whereLocksAreOnTheStackTheGuardDoesNotMisfire() throws Exception {
        ForkedJvm jvm =
                ForkedJvm.withAccess(
                        "-XX:LockingMode=1",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        HeldAcross.class,
                        "suspend");
        assertThat(jvm.output()).contains("is pinned and cannot suspend here: it holds a monitor");
    }
}
