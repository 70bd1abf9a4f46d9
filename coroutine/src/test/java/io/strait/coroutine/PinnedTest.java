package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// A suspension that the JVM refuses: an exception, and nothing else has happened.
@SuppressWarnings("ThreadPriorityCheck") // Thread.yield() unmounts a virtual thread.
class PinnedTest {
    private final List<Throwable> refused = new ArrayList<>();

    private void refuse(Coroutine<String, String> self) {
        ClassInitializer.run(() -> trySuspending(self));
    }

    private void trySuspending(Coroutine<String, String> self) {
        refused.add(catchThrowable(() -> self.suspend("lost")));
        assertThat(self.status()).isEqualTo(RUNNING);
        assertThat(Coroutine.current()).isSameAs(self);
    }

    @Test
    void aStaticInitializerCannotSuspend() {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        "pinned",
                        (self, first) -> {
                            refuse(self);
                            return "ended";
                        });
        assertThat(coroutine.resume(null)).isEqualTo("ended");
        assertThat(coroutine.status()).isEqualTo(DEAD);
        assertThat(refused)
                .singleElement()
                .isExactlyInstanceOf(PinnedException.class)
                .asString()
                .endsWith(
                        "coroutine 'pinned' (RUNNING) is pinned and cannot suspend here: a native"
                                + " frame (a static initializer, for instance) is on its stack");
    }

    @Test
    void aClassLoaderThatTheJvmCallsCannotSuspend() {
        suspendWhileLoading(LateLoader::new);
        assertThat(refused)
                .singleElement()
                .isExactlyInstanceOf(PinnedException.class)
                .asString()
                .endsWith(
                        "coroutine 'loads' (RUNNING) is pinned and cannot suspend here: the JVM is"
                                + " in a critical section (class loading, for instance)");
    }

    /// The JVM has entered the monitor of a class loader that can't load in parallel.
    @Test
    void oneThatLoadsAClassAtATimeHoldsALock() {
        JvmMode.assumeFastLocks();
        suspendWhileLoading(LateLoader.Locked::new);
        assertThat(refused)
                .singleElement()
                .isExactlyInstanceOf(LockHeldException.class)
                .asString()
                .contains("cannot suspend coroutine 'loads' (RUNNING) with a lock held: ");
    }

    /// A refused suspension in the middle of loading; the class is there afterwards, and the
    /// coroutine suspends.
    private void suspendWhileLoading(Function<Runnable, LateLoader> makeLoader) {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        "loads",
                        (self, first) -> {
                            LateLoader loader = makeLoader.apply(() -> trySuspending(self));
                            Object loaded = loader.use();
                            assertThat(loaded.getClass().getClassLoader()).isSameAs(loader);
                            return self.suspend("parked") + "ended";
                        });
        assertThat(coroutine.resume(null)).isEqualTo("parked");
        assertThat(coroutine.resume("and ")).isEqualTo("and ended");
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void theCoroutineGoesOnAndSuspendsElsewhere() {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            String all = "";
                            for (int i = 0; i < 3; i++) {
                                refuse(self);
                                all += self.suspend("parked " + i);
                            }
                            return all;
                        });
        assertThat(coroutine.resume(null)).isEqualTo("parked 0");
        assertThat(coroutine.resume("a")).isEqualTo("parked 1");
        assertThat(coroutine.resume("b")).isEqualTo("parked 2");
        assertThat(coroutine.resume("c")).isEqualTo("abc");
        assertThat(refused).hasSize(3).hasOnlyElementsOfType(PinnedException.class);
    }

    @Test
    void itsStackTraceCanBeTakenThere() {
        List<StackTraceElement> frames = new ArrayList<>();
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            ClassInitializer.run(() -> frames.addAll(List.of(self.stackTrace())));
                            return self.suspend("parked");
                        });
        coroutine.resume(null);
        assertThat(frames)
                .extracting(StackTraceElement::getMethodName)
                .contains("defineHiddenClass", "run");
    }

    @Test
    void aPinnedResumerDoesNotMatter() {
        Coroutine<String, String> coroutine =
                Coroutine.create((self, first) -> self.suspend("a") + self.suspend("b"));
        List<String> values = new ArrayList<>();
        ClassInitializer.run(() -> values.add(coroutine.resume(null)));
        values.add(coroutine.resume("1"));
        ClassInitializer.run(() -> values.add(coroutine.resume("2")));
        assertThat(values).containsExactly("a", "b", "12");
    }

    @Test
    void itMayBeCancelledAfterwards() {
        List<String> log = new ArrayList<>();
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            refuse(self);
                            try {
                                return self.suspend("parked");
                            } finally {
                                refuse(self);
                                log.add("finally");
                            }
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(log).containsExactly("finally");
        assertThat(refused).hasSize(2).hasOnlyElementsOfType(PinnedException.class);
    }

    /// Blocking is not suspending: the virtual thread, pinned too, blocks its carrier.
    @Test
    void aVirtualThreadCanBlockWhereItsCoroutineIsPinned() throws InterruptedException {
        // Continuation.yield0 asserts that no scope is noted after a refused yield, which is wrong
        // for
        // one to an outer scope; the exception leaves it noted, and the thread then stops for ever.
        JvmMode.assumeNoSystemAssertions("the JDK's assertion on refused yields is wrong");
        List<String> log = new ArrayList<>();
        OtherThread.virtually(
                () -> {
                    Coroutine<String, String> coroutine =
                            Coroutine.create(
                                    (self, first) -> {
                                        ClassInitializer.run(
                                                () -> {
                                                    Thread.yield();
                                                    parkUntilUnparked();
                                                    log.add("unparked");
                                                });
                                        return self.suspend("parked");
                                    });
                    log.add(coroutine.resume(null));
                    log.add(coroutine.resume("ended"));
                });
        assertThat(log).containsExactly("unparked", "parked", "ended");
    }

    private static void parkUntilUnparked() {
        Thread parked = Thread.currentThread();
        Thread waker =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (parked.getState() != Thread.State.WAITING)
                                        Thread.onSpinWait();
                                    LockSupport.unpark(parked);
                                });
        LockSupport.park(waker);
    }
}
