package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The level `full`, which also sees inflated monitors and owned locks; and what `fast` makes of
/// those.
class FullLockGuardTest {

    @BeforeEach
    void theJvmHasFastLocks() {
        JvmMode.assumeFastLocks();
    }

    private static ForkedJvm run(String level, String way) throws Exception {
        return ForkedJvm.withAccess("-Dio.strait.lockGuard=" + level, HeldAcross.class, way);
    }

    @ParameterizedTest
    @CsvSource({
        "resume, cannot resume, java.lang.Object@, HeldAcross.resumeInside(HeldAcross.java:",
        "suspend, cannot suspend, java.lang.Object@, HeldAcross.lambda$enterAndSuspend$",
        "inflatedResume, cannot resume, java.lang.Object@, HeldAcross.inflatedResume(",
        "inflatedSuspend, cannot suspend, java.lang.Object@, HeldAcross.inflateAndSuspend(",
        "manySuspend, cannot suspend, java.lang.Object@, HeldAcross.nest(",
        "reenteredSuspend, cannot suspend, java.lang.Object@, HeldAcross.reenterAndSuspend(",
        "lockSuspend, cannot suspend, java.util.concurrent.locks.ReentrantLock$NonfairSync@, ''",
        "writeLockSuspend, cannot suspend, ReentrantReadWriteLock$NonfairSync@, ''"
    })
    void itRefusesAndNamesTheLock(String way, String operation, String lock, String frame)
            throws Exception {
        assertThat(run("full", way).output().lines())
                .satisfiesExactly(
                        refusal ->
                                assertThat(refusal)
                                        .startsWith("refused: " + operation + " coroutine '")
                                        .contains(lock)
                                        .contains(frame),
                        line -> assertThat(line).isEqualTo("usable"),
                        line -> assertThat(line).isEqualTo("survived"));
    }

    @Test
    void anOwnedLockAroundAResumeHarmsNobody() throws Exception {
        assertThat(run("full", "lockResume").output()).isEqualTo("survived");
    }

    @Test
    void theLockOfTheResumerIsNotTheCoroutines() throws Exception {
        assertThat(run("full", "lockOfTheInnerOne").output().lines())
                .startsWith("inner suspended")
                .anyMatch(line -> line.startsWith("refused: cannot suspend coroutine 'outer'"));
    }

    @Test
    void theLockOfTheCallerIsNotThatOfThoseInsideTheCoroutine() throws Exception {
        assertThat(run("full", "lockOfTheCaller").output().lines())
                .containsExactly(
                        "suspended: coroutine 'outer' (NORMAL), coroutine 'middle' (NORMAL),"
                                + " coroutine 'inner' (RUNNING), end",
                        "survived");
    }

    /// The hazard that the level is for: two are inside at once.
    @ParameterizedTest
    @ValueSource(strings = {"inflatedSuspend", "reenteredSuspend", "lockSuspend"})
    void theLevelFastDoesNotSeeThem(String way) throws Exception {
        assertThat(run("fast", way).output().lines())
                .containsExactly("inside: [first, second]", "survived");
    }

    @Test
    void itNeedsNothingOfTheJvmButJavaManagement() throws Exception {
        ForkedJvm jvm =
                ForkedJvm.run(
                        ForkedJvm.EXPORT,
                        "-Dio.strait.lockGuard=full",
                        HeldAcross.class,
                        "suspend");
        assertThat(jvm.output())
                .contains(
                        "In this JVM scoped values leak from one coroutine to another, the tasks of a"
                                + " thread share its thread locals, a resume where the stack ends can crash"
                                + " it: start it")
                .contains("refused: cannot suspend coroutine 'first'")
                .endsWith("survived");
    }

    @Test
    void withoutJavaManagementItIsFast() throws Exception {
        ForkedJvm jvm =
                ForkedJvm.withAccess(
                        "--limit-modules=java.logging",
                        "-Dio.strait.lockGuard=full",
                        HeldAcross.class,
                        "suspend");
        assertThat(jvm.output().lines())
                .anyMatch(line -> line.contains("needs the module java.management"))
                .anyMatch(line -> line.startsWith("refused: cannot suspend coroutine 'first' "))
                .endsWith("survived");
    }

    @Test
    void anUnknownLevelIsFastAndSaysSo() throws Exception {
        assertThat(run("paranoid", "suspend").output())
                .contains("-Dio.strait.lockGuard is off, fast or full; paranoid is taken as fast")
                .contains("refused: cannot suspend");
    }
}
