package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static io.strait.coroutine.Refused.assertRefused;
import static io.strait.coroutine.Refused.echo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A resume inside `synchronized`: refused, and then everything is as it was.
class ResumeUnderLockTest {
    private final Object lock = new Object();
    private final List<Object> log = new ArrayList<>();

    @BeforeEach
    void theJvmHasFastLocks() {
        JvmMode.assumeFastLocks();
    }

    @Test
    void aResumeInsideSynchronizedIsRefused() throws InterruptedException {
        Coroutine<String, String> echo = echo();
        assertThat(echo.resume("before")).isEqualTo("before");
        synchronized (lock) {
            assertRefused(
                    catchThrowable(() -> echo.resume("lost")),
                    "cannot resume coroutine 'echo' (SUSPENDED) with a lock held: "
                            + "java.lang.Object@");
            assertThat(Thread.holdsLock(lock)).isTrue();
            assertThat(echo.status()).isEqualTo(SUSPENDED);
        }
        assertThat(Blocked.isFree(lock)).isTrue();
        assertThat(echo.resume("after")).isEqualTo("after");
        echo.cancel();
    }

    @Test
    void theMessageNamesTheFrameThatTookTheLock() {
        Coroutine<String, String> echo = echo();
        synchronized (lock) {
            assertThatThrownBy(() -> echo.resume("lost"))
                    .hasMessageContaining(
                            "taken by "
                                    + ResumeUnderLockTest.class.getName()
                                    + ".theMessageNamesTheFrameThatTookTheLock(ResumeUnderLockTest.java:");
        }
    }

    @Test
    void aFirstResumeIsRefusedAndMayBeTriedAgain() {
        Coroutine<String, String> echo = echo();
        synchronized (lock) {
            assertRefused(catchThrowable(() -> echo.resume("lost")), "cannot resume");
        }
        assertThat(echo.resume("first")).isEqualTo("first");
    }

    @Test
    void aLockTakenTwiceCountsUntilItIsLeftTwice() {
        Coroutine<String, String> echo = echo();
        synchronized (lock) {
            synchronized (lock) {
                assertRefused(catchThrowable(() -> echo.resume("lost")), "cannot resume");
            }
            assertRefused(catchThrowable(() -> echo.resume("lost")), "cannot resume");
        }
        assertThat(echo.resume("free")).isEqualTo("free");
    }

    /// Compiled or not, the lock that is held is seen, and the one that isn't is not.
    @Test
    void eachOfManyRoundsIsRefusedInsideAndNotOutside() {
        Coroutine<String, String> echo = echo();
        int refused = 0;
        int rounds = JvmMode.scaled(3_000);
        for (int i = 0; i < rounds; i++) {
            try {
                synchronized (lock) {
                    echo.resume("lost");
                }
            } catch (LockHeldException e) {
                refused++;
            }
            assertThat(echo.resume("value")).isEqualTo("value");
        }
        assertThat(refused).isEqualTo(rounds);
    }

    @Test
    void creatingInsideSynchronizedIsAllowed() {
        Coroutine<String, String> echo;
        synchronized (lock) {
            echo = echo();
            assertThat(echo.status()).isEqualTo(SUSPENDED);
        }
        assertThat(echo.resume("value")).isEqualTo("value");
    }

    @Test
    void aCancellationIsAResumptionToo() {
        Coroutine<String, String> echo = echo();
        echo.resume(null);
        synchronized (lock) {
            assertRefused(catchThrowable(echo::cancel), "cannot cancel coroutine 'echo'");
            assertThat(echo.status()).isEqualTo(SUSPENDED);
        }
        assertThat(echo.resume("not cancelled")).isEqualTo("not cancelled");
        echo.cancel();
        assertThat(echo.status()).isEqualTo(DEAD);
    }

    @Test
    void oneThatHasNotStartedMayBeCancelledAnywhere() {
        Coroutine<String, String> echo = echo();
        synchronized (lock) {
            echo.cancel();
        }
        assertThat(echo.status()).isEqualTo(DEAD);
    }

    @Test
    void aGeneratorsNextValueIsRefusedAndNotLost() {
        try (Generator<Integer> numbers =
                Generator.of(
                        sink -> {
                            for (int i = 0; ; i++) sink.yield(i);
                        })) {
            var iterator = numbers.iterator();
            assertThat(iterator.next()).isZero();
            synchronized (lock) {
                assertRefused(catchThrowable(iterator::next), "cannot resume");
            }
            assertThat(iterator.next()).isEqualTo(1);
        }
    }

    @Test
    void aGeneratorThatCouldNotBeClosedStillHasItsValue() {
        Generator<Integer> numbers = Generator.of(sink -> sink.yield(1));
        assertThat(numbers.iterator().hasNext()).isTrue();
        synchronized (lock) {
            assertRefused(catchThrowable(numbers::close), "cannot cancel");
        }
        assertThat(numbers.iterator().next()).isEqualTo(1);
        numbers.close();
        assertThat(numbers.iterator().hasNext()).isFalse();
    }

    /// The lock that the one in the middle holds would leave with the outer one's stack.
    @Test
    void theCoroutineInTheMiddleMustHoldNoneEither() throws InterruptedException {
        Coroutine<String, String> outer =
                Coroutine.create(
                        "outer",
                        (self, first) -> {
                            Coroutine<String, String> inner =
                                    Coroutine.create(
                                            "inner", (i, f) -> "inner " + self.suspend("parked"));
                            Coroutine<String, String> middle =
                                    Coroutine.create(
                                            "middle",
                                            (m, f) -> {
                                                synchronized (lock) {
                                                    log.add(
                                                            catchThrowable(
                                                                    () -> inner.resume("lost")));
                                                }
                                                return inner.resume(null);
                                            });
                            return middle.resume(null);
                        });
        assertThat(outer.resume(null)).isEqualTo("parked");
        assertThat(Blocked.isFree(lock)).isTrue();
        assertThat(outer.resume("ended")).isEqualTo("inner ended");
        assertRefused((Throwable) log.getFirst(), "cannot resume coroutine 'inner'");
    }

    /// Its carrier's lock stack goes away with it: what it holds is not the next thread's.
    @Test
    void aVirtualThreadThatWaitsWithALockHeldDoesNotDisturbOthers() throws InterruptedException {
        Object released = new Object();
        Thread holder =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    synchronized (lock) {
                                        LockSupport.park(released);
                                    }
                                });
        while (holder.getState() != Thread.State.WAITING) Thread.onSpinWait();
        OtherThread.virtually(() -> log.add(echo().resume("free")));
        LockSupport.unpark(holder);
        holder.join();
        assertThat(log).containsExactly("free");
    }

    /// Unguarded: the suspension takes the locks of the whole thread along.
    @Test
    void unguardedItCrashesTheJvm(@TempDir Path directory) throws Exception {
        ForkedJvm jvm =
                ForkedJvm.thatMayCrash(
                        directory, "-Dio.strait.lockGuard=off", HeldAcross.class, "resume");
        assertThat(jvm.output()).contains("SIGSEGV").doesNotContain("survived");
        assertThat(jvm.exitCode()).isNotZero();
    }

    @Test
    void guardedTheSameProgramGoesOn() throws Exception {
        Refused.assertGoesOn(ForkedJvm.withAccess(HeldAcross.class, "resume"), "resume");
    }
}
