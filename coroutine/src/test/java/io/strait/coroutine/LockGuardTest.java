package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `synchronized` around a resume or a suspension: refused, and then everything is as it was.
@SuppressWarnings("ThreadPriorityCheck") // Thread.yield() unmounts a virtual thread.
class LockGuardTest {
    private final Object lock = new Object();
    private final List<Object> log = new ArrayList<>();

    @BeforeEach
    void theJvmHasFastLocks() {
        assumeTrue(JvmMode.hasFastLocks());
    }

    private static Coroutine<String, String> echo() {
        return Coroutine.create(
                "echo",
                (self, first) -> {
                    String value = first;
                    while (true) value = self.suspend(value);
                });
    }

    private static void assertRefused(Throwable thrown, String message) {
        assertThat(thrown)
                .isExactlyInstanceOf(LockHeldException.class)
                .hasMessageStartingWith(message);
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
                                    + LockGuardTest.class.getName()
                                    + ".theMessageNamesTheFrameThatTookTheLock(LockGuardTest.java:");
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

    private synchronized Throwable resumeRefused(Coroutine<String, String> coroutine) {
        return catchThrowable(() -> coroutine.resume("lost"));
    }

    private synchronized Throwable suspendRefused(Coroutine<String, String> self) {
        return catchThrowable(() -> self.suspend("lost"));
    }

    private static synchronized Throwable suspendRefusedByClass(Coroutine<String, String> self) {
        return catchThrowable(() -> self.suspend("lost"));
    }

    @Test
    void aSynchronizedMethodIsNoDifferent() {
        assertRefused(resumeRefused(echo()), "cannot resume");
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            log.add(suspendRefused(self));
                            log.add(suspendRefusedByClass(self));
                            return self.suspend("parked");
                        });
        assertThat(coroutine.resume(null)).isEqualTo("parked");
        assertThat(log).hasSize(2).hasOnlyElementsOfType(LockHeldException.class);
        coroutine.cancel();
    }

    @Test
    void aSuspensionInsideSynchronizedIsRefusedAndTheBodyGoesOn() throws InterruptedException {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        "holder",
                        (self, first) -> {
                            synchronized (lock) {
                                log.add(catchThrowable(() -> self.suspend("lost")));
                                assertThat(Thread.holdsLock(lock)).isTrue();
                                assertThat(self.status()).isEqualTo(RUNNING);
                                assertThat(Coroutine.current()).isSameAs(self);
                            }
                            return self.suspend("parked") + "!";
                        });
        assertThat(coroutine.resume(null)).isEqualTo("parked");
        assertThat(Blocked.isFree(lock)).isTrue();
        assertThat(coroutine.resume("end")).isEqualTo("end!");
        assertRefused(
                (Throwable) log.getFirst(),
                "cannot suspend coroutine 'holder' (RUNNING) with a lock held: java.lang.Object@");
    }

    @Test
    void anUncaughtRefusalEndsTheBodyAndLeavesTheLock() throws InterruptedException {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            synchronized (lock) {
                                return self.suspend("lost");
                            }
                        });
        assertRefused(catchThrowable(() -> coroutine.resume(null)), "cannot suspend");
        assertThat(coroutine.status()).isEqualTo(DEAD);
        assertThat(Blocked.isFree(lock)).isTrue();
        assertThat(echo().resume("others go on")).isEqualTo("others go on");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 7}) // of more than that the JVM inflates the oldest: FullLockGuardTest
    void nestedLocksCountUntilTheLastIsLeft(int depth) {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            nest(self, depth);
                            return self.suspend("parked");
                        });
        assertThat(coroutine.resume(null)).isEqualTo("parked");
        assertThat(log).hasSize(2 * depth - 1).hasOnlyElementsOfType(LockHeldException.class);
        coroutine.cancel();
    }

    private void nest(Coroutine<String, String> self, int depth) {
        if (depth == 0) return;
        synchronized (new Object()) {
            log.add(catchThrowable(() -> self.suspend("lost")));
            nest(self, depth - 1);
            if (depth > 1) log.add(catchThrowable(() -> self.suspend("lost")));
        }
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

    @Test
    void locksThatWereLeftAreNoMatter() {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            String value = first;
                            while (true) {
                                synchronized (lock) {
                                    log.add(value);
                                }
                                value = self.suspend(value);
                            }
                        });
        for (int i = 0; i < JvmMode.scaled(100_000); i++) {
            synchronized (lock) {
                log.clear();
            }
            coroutine.resume("value");
        }
        assertThat(log).containsExactly("value");
        coroutine.cancel();
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
    void computeIfAbsentOfAConcurrentHashMapHoldsAMonitor() {
        ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
        Coroutine<String, String> coroutine =
                Coroutine.create((self, first) -> map.computeIfAbsent("key", self::suspend));
        assertRefused(catchThrowable(() -> coroutine.resume(null)), "cannot suspend");
        assertThat(map).isEmpty();
        assertThat(map.computeIfAbsent("key", key -> "usable")).isEqualTo("usable");
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

    @Test
    void anInnerOneThatHoldsALockCannotSuspendTheOuterOne() {
        Coroutine<String, String> outer =
                Coroutine.create(
                        "outer",
                        (self, first) -> {
                            Coroutine<String, String> inner =
                                    Coroutine.create(
                                            (i, f) -> {
                                                synchronized (lock) {
                                                    log.add(
                                                            catchThrowable(
                                                                    () -> self.suspend("lost")));
                                                }
                                                return self.suspend("parked");
                                            });
                            return inner.resume(null);
                        });
        assertThat(outer.resume(null)).isEqualTo("parked");
        assertRefused((Throwable) log.getFirst(), "cannot suspend coroutine 'outer' (NORMAL)");
        assertThat(outer.resume("ended")).isEqualTo("ended");
    }

    @Test
    void aRefusedFinallyBlockDoesNotStopACancellation() {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                return self.suspend("parked");
                            } catch (CancellationException e) {
                                log.add(suspendRefused(self));
                                throw e;
                            }
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(coroutine.status()).isEqualTo(DEAD);
        assertThat(log).hasOnlyElementsOfType(LockHeldException.class);
    }

    @Test
    void aVirtualThreadIsGuardedThroughItsCarrier() throws InterruptedException {
        OtherThread.virtually(
                () -> {
                    Coroutine<String, String> echo = echo();
                    for (int i = 0; i < 10; i++) {
                        synchronized (lock) {
                            assertRefused(resumeRefused(echo), "cannot resume");
                            assertThat(Thread.holdsLock(lock)).isTrue();
                        }
                        Thread.yield();
                        assertThat(echo.resume("value")).isEqualTo("value");
                    }
                    Coroutine.<String, String>create(
                                    (self, first) -> {
                                        log.add(suspendRefused(self));
                                        return "ended";
                                    })
                            .resume(null);
                });
        assertThat(log).hasOnlyElementsOfType(LockHeldException.class);
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
}
