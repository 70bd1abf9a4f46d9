package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static io.strait.coroutine.Refused.assertRefused;
import static io.strait.coroutine.Refused.echo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A suspension inside `synchronized`: refused, and then everything is as it was.
@SuppressWarnings("ThreadPriorityCheck") // Thread.yield() unmounts a virtual thread.
class SuspendUnderLockTest {
    private final Object lock = new Object();
    private final List<Object> log = new ArrayList<>();

    /* In a field: a lock that nobody else can see may be left out by the compiler. */
    private final Object[] locks = Stream.generate(Object::new).limit(8).toArray();

    @BeforeEach
    void theJvmHasFastLocks() {
        JvmMode.assumeFastLocks();
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
        synchronized (locks[depth]) {
            log.add(catchThrowable(() -> self.suspend("lost")));
            nest(self, depth - 1);
            if (depth > 1) log.add(catchThrowable(() -> self.suspend("lost")));
        }
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

    @Test
    void computeIfAbsentOfAConcurrentHashMapHoldsAMonitor() {
        ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
        Coroutine<String, String> coroutine =
                Coroutine.create((self, first) -> map.computeIfAbsent("key", self::suspend));
        assertRefused(catchThrowable(() -> coroutine.resume(null)), "cannot suspend");
        assertThat(map).isEmpty();
        assertThat(map.computeIfAbsent("key", key -> "usable")).isEqualTo("usable");
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

    /// Unguarded: the lock is away with a stack that only this thread could bring back.
    @Test
    void unguardedTheNextToEnterWaitsForEver() throws Exception {
        ForkedJvm jvm =
                ForkedJvm.withAccess("-Dio.strait.lockGuard=off", HeldAcross.class, "suspend");
        assertThat(jvm.output()).isEqualTo("blocked for ever");
        assertThat(jvm.exitCode()).isEqualTo(3);
    }

    @Test
    void guardedTheSameProgramGoesOn() throws Exception {
        Refused.assertGoesOn(ForkedJvm.withAccess(HeldAcross.class, "suspend"), "suspend");
    }
}
