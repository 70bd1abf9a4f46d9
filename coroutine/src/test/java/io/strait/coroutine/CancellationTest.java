package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.NORMAL;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void finallyBlocksRunOnceFromTheInnermostOutwards() {
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                return callee(self);
                            } finally {
                                log.add("outer");
                            }
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(log).containsExactly("inner", "outer");
        coroutine.cancel();
        assertThat(log).containsExactly("inner", "outer");
    }

    private Void callee(Coroutine<Void, Void> self) {
        try {
            self.suspend(null);
            log.add("not reached");
            return null;
        } finally {
            log.add("inner");
        }
    }

    @Test
    void theSuspensionThrowsAndNamesTheCoroutine() {
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        "reader",
                        (self, first) -> {
                            try {
                                return self.suspend(null);
                            } catch (CancellationException e) {
                                log.add(e.getMessage());
                                throw e;
                            }
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(log).containsExactly("coroutine 'reader' (RUNNING) was cancelled");
    }

    @Test
    void oneThatHasNotStartedNeverRuns() {
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            log.add("ran");
                            return null;
                        });
        coroutine.cancel();
        assertThat(coroutine.status()).isEqualTo(DEAD);
        assertThatThrownBy(() -> coroutine.resume(null)).hasMessageContaining("DEAD");
        assertThat(log).isEmpty();
    }

    @Test
    void cancellingADeadCoroutineDoesNothing() {
        Coroutine<Void, String> coroutine = Coroutine.create((self, first) -> "ended");
        coroutine.resume(null);
        coroutine.cancel();
        coroutine.cancel();
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void aRunningOneCannotBeCancelledByItsOwnCode() {
        Coroutine<Void, Throwable> coroutine =
                Coroutine.create(
                        "busy",
                        (self, first) -> {
                            Throwable refused = catchThrowable(self::cancel);
                            assertThat(self.status()).isEqualTo(RUNNING);
                            self.suspend(refused);
                            return null;
                        });
        assertThat(coroutine.resume(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot cancel coroutine 'busy' (RUNNING): its own code calls");
        assertThat(coroutine.resume(null)).isNull();
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void aNormalOneCannotBeCancelledByTheOneItResumed() {
        List<Coroutine<Void, Throwable>> outer = new ArrayList<>();
        Coroutine<Void, Throwable> inner =
                Coroutine.create(
                        (self, first) -> {
                            Throwable refused = catchThrowable(() -> outer.getFirst().cancel());
                            assertThat(outer.getFirst().status()).isEqualTo(NORMAL);
                            return refused;
                        });
        outer.add(
                Coroutine.create(
                        "outer",
                        (self, first) -> {
                            self.suspend(inner.resume(null));
                            return null;
                        }));
        assertThat(outer.getFirst().resume(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot cancel coroutine 'outer' (NORMAL): it waits for");
        assertThat(outer.getFirst().resume(null)).isNull();
        assertThat(outer.getFirst().status()).isEqualTo(DEAD);
    }

    @Test
    void anotherExceptionOfAFinallyBlockLeavesFromCancel() {
        RuntimeException failure = new IllegalArgumentException("clean-up failed");
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                self.suspend(null);
                            } catch (CancellationException e) {
                                throw failure;
                            }
                            return null;
                        });
        coroutine.resume(null);
        assertThat(catchThrowable(coroutine::cancel)).isSameAs(failure);
        assertThat(coroutine.status()).isEqualTo(DEAD);
        coroutine.cancel();
        assertThat(Coroutine.current()).isNull();
    }

    @Test
    void aBodyMayCatchItAndReturn() {
        Coroutine<Void, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                self.suspend("parked");
                            } catch (CancellationException e) {
                                log.add("caught");
                            }
                            return "nobody reads this";
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(log).containsExactly("caught");
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void everyFurtherSuspensionThrowsToo() {
        Coroutine<Void, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                self.suspend("parked");
                            } catch (CancellationException e) {
                                log.add("swallowed");
                            }
                            try {
                                self.suspend("again");
                                log.add("not reached");
                            } finally {
                                log.add("finally");
                            }
                            return "not reached";
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(log).containsExactly("swallowed", "finally");
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void aFinallyBlockThatSuspendsIsNotWaitedFor() {
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                return self.suspend(null);
                            } finally {
                                try {
                                    self.suspend(null);
                                    log.add("not reached");
                                } finally {
                                    log.add("cut short");
                                }
                            }
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(log).containsExactly("cut short");
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void aBodyThatSwallowsItForEverIsReportedAndStaysWhole() {
        Coroutine<Boolean, Integer> stubborn =
                Coroutine.create(
                        "stubborn",
                        (self, first) -> {
                            int caught = 0;
                            while (!log.contains("give up")) {
                                try {
                                    self.suspend(caught);
                                } catch (CancellationException e) {
                                    caught++;
                                }
                            }
                            return caught;
                        });
        stubborn.resume(true);
        assertThatThrownBy(stubborn::cancel)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot cancel coroutine 'stubborn' (SUSPENDED): ")
                .hasMessageContaining("caught the CancellationException 100 times");
        assertThat(stubborn.status()).isEqualTo(SUSPENDED);
        assertThat(Coroutine.current()).isNull();

        log.add("give up");
        assertThat(stubborn.resume(true)).isEqualTo(101);
        assertThat(stubborn.status()).isEqualTo(DEAD);
    }

    @Test
    void aCoroutineMayCancelAnother() {
        Coroutine<Void, Void> inner =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                return self.suspend(null);
                            } finally {
                                log.add("inner");
                            }
                        });
        Coroutine<Void, String> outer =
                Coroutine.create(
                        (self, first) -> {
                            inner.resume(null);
                            inner.cancel();
                            assertThat(self.status()).isEqualTo(RUNNING);
                            self.suspend("not cancelled");
                            return "ended";
                        });
        assertThat(outer.resume(null)).isEqualTo("not cancelled");
        assertThat(log).containsExactly("inner");
        assertThat(outer.resume(null)).isEqualTo("ended");
    }

    @Test
    void tryWithResourcesClosesItsResources() {
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try (Resource a = () -> log.add("close a");
                                    Resource b = () -> log.add("close b")) {
                                log.add(a == b ? "same" : "open");
                                return self.suspend(null);
                            }
                        });
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(log).containsExactly("open", "close b", "close a");
    }

    private interface Resource extends AutoCloseable {
        @Override
        void close();
    }
}
