package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a JVM says that gives no guard, or not all of it.
class UnguardedTest {
    @TempDir Path directory;

    @Test
    void withoutTheSecondExportOneLineSaysWhatIsNotGuarded() throws Exception {
        ForkedJvm jvm = ForkedJvm.run(ForkedJvm.EXPORT, FirstUse.class, "create");
        assertThat(jvm.output().lines().filter(line -> line.startsWith("WARNING:")))
                .containsExactly(
                        "WARNING: In this JVM locks held across a suspension are not noticed,"
                                + " scoped values leak from one coroutine to another, the tasks of a"
                                + " thread share its thread locals, a resume where the stack ends"
                                + " can crash it: start it with"
                                + " --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"
                                + " --enable-native-access=ALL-UNNAMED");
        assertThat(jvm.output()).endsWith("result: ok\nresult: ok");
    }

    @Test
    void withoutItTasksShareThreadLocalsAndWhoWantsThemApartIsToldWhatToAdd() throws Exception {
        ForkedJvm jvm = ForkedJvm.run(ForkedJvm.EXPORT, FirstUse.class, "threadLocals");
        assertThat(jvm.output())
                .endsWith(
                        """
                        result: main
                        result: main""");
        jvm = ForkedJvm.run(ForkedJvm.EXPORT, FirstUse.class, "ownThreadLocals");
        assertThat(jvm.output())
                .endsWith(
                        "java.lang.IllegalStateException: in this JVM no coroutine can have thread"
                                + " locals of its own: start it with"
                                + " --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"
                                + " --enable-native-access=ALL-UNNAMED");
        assertThat(ForkedJvm.withAccess(FirstUse.class, "ownThreadLocals").output())
                .isEqualTo("result: null\nresult: null");
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

    /// As when the JVM's own files were replaced or removed while it runs.
    @Test
    void whereTheJvmsLibraryCannotBeReadItWorksUnguarded() throws Exception {
        Path library = directory.resolve("lib/server").resolve(System.mapLibraryName("jvm"));
        Files.createDirectories(library.getParent());
        Files.writeString(library, "no library");
        ForkedJvm jvm =
                ForkedJvm.withAccess("-Delsewhere=" + directory, FirstUse.class, "javaElsewhere");
        assertThat(jvm.output()).contains(": it doesn't keep them where Strait could look");
        assertThat(jvm.output().lines().filter(line -> line.startsWith("result")))
                .containsExactly("result: ok", "result: ok");
    }

    /// There the JVM itself pins whoever holds a monitor, and the lock stack stays empty: a
    /// suspension is refused, a resume does no harm.
    @Test
    void whereLocksAreOnTheStackTheJvmPinsAndTheGuardDoesNotMisfire() throws Exception {
        ForkedJvm suspends = withLocksOnTheStack("suspend");
        assertThat(suspends.output())
                .contains("is pinned and cannot suspend here: it holds a monitor")
                .doesNotContain("survived");
        ForkedJvm resumes = withLocksOnTheStack("resume");
        assertThat(resumes.output()).endsWith("survived").doesNotContain("refused");
        assertThat(resumes.exitCode()).isZero();
    }

    private static ForkedJvm withLocksOnTheStack(String way) throws Exception {
        return ForkedJvm.withAccess(
                "-XX:LockingMode=1", "-XX:+IgnoreUnrecognizedVMOptions", HeldAcross.class, way);
    }
}
