package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What ends first: the coroutine, its thread, the JVM, or whoever knows of it. The `finally`
/// blocks of one that is suspended run when its owner cancels it, and only then.
class EndingTest {
    private final List<String> log = new ArrayList<>();

    private Coroutine<Void, Void> withFinally(String name) {
        return Coroutine.create(
                name,
                (self, first) -> {
                    try {
                        return self.suspend(null);
                    } finally {
                        log.add(name);
                    }
                });
    }

    /// With or without Strait: a finally block that nobody asks for never runs.
    @ParameterizedTest
    @ValueSource(classes = {BareContinuation.class, Ends.class})
    void whatIsDroppedNeverRunsItsFinallyBlocks(Class<?> program) throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(program, "dropped");
        assertThat(jvm.output()).isEqualTo("survived");
    }

    @Test
    void whatIsSuspendedWhenTheJvmEndsNeverRunsItsFinallyBlocks() throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(Ends.class, "exit");
        assertThat(jvm.output()).isEmpty();
        assertThat(jvm.exitCode()).isZero();
    }

    @Test
    void aShutdownHookIsAForeignThread() throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(Ends.class, "hookCancels");
        assertThat(jvm.output())
                .startsWith(
                        "refused: cannot cancel coroutine 'suspended' (SUSPENDED): it belongs to");
    }

    @Test
    void aShutdownHookMayHaveTheOwnerCancelIt() throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(Ends.class, "hookAsksTheOwner");
        assertThat(jvm.output()).isEqualTo("finally");
        assertThat(jvm.exitCode()).isEqualTo(7);
    }

    @Test
    void oneWhoseThreadHasEndedStaysSuspendedAndBelongsToNobody() throws InterruptedException {
        AtomicReference<Coroutine<Void, Void>> left = new AtomicReference<>();
        Thread owner =
                Thread.ofPlatform()
                        .name("owner")
                        .start(
                                () -> {
                                    left.set(withFinally("left"));
                                    left.get().resume(null);
                                });
        owner.join();
        assertThatThrownBy(() -> left.get().cancel())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it belongs to thread 'owner'");
        assertThat(left.get().status()).isEqualTo(SUSPENDED);
        assertThat(log).isEmpty();
    }

    @Test
    void theInnerOneOfAnEndedOneIsStillItsOwnersToCancel() {
        List<Coroutine<Void, Void>> inner = new ArrayList<>();
        Coroutine<Void, Void> outer =
                Coroutine.create(
                        (self, first) -> {
                            inner.add(withFinally("inner"));
                            return inner.getFirst().resume(null);
                        });
        outer.resume(null);
        assertThat(outer.status()).isEqualTo(DEAD);
        assertThat(inner.getFirst().status()).isEqualTo(SUSPENDED);
        assertThat(log).isEmpty();
        inner.getFirst().cancel();
        assertThat(log).containsExactly("inner");
    }

    @Test
    void aGeneratorThatSwallowsItsCancellationIsCancelledAtEachYield() {
        Generator<Integer> stubborn =
                Generator.of(
                        sink -> {
                            for (int i = 0; i < 10; i++) {
                                try {
                                    sink.yield(i);
                                } catch (CancellationException e) {
                                    log.add("swallowed " + i);
                                }
                            }
                        });
        assertThat(stubborn.iterator().next()).isZero();
        assertThat(stubborn.iterator().next()).isEqualTo(1);
        stubborn.close();
        assertThat(log).hasSize(9).startsWith("swallowed 1").endsWith("swallowed 9");
        assertThat(stubborn.iterator().hasNext()).isFalse();
    }

    @Test
    void aGeneratorThatSwallowsItForEverIsReported() {
        Generator<Integer> stubborn =
                Generator.of(
                        sink -> {
                            while (!log.contains("give up")) {
                                try {
                                    sink.yield(1);
                                } catch (CancellationException e) {
                                    log.add("swallowed");
                                }
                            }
                        });
        assertThat(stubborn.iterator().next()).isEqualTo(1);
        assertThatThrownBy(stubborn::close)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("caught the CancellationException 100 times");
        assertThat(log).hasSize(100);
        log.add("give up");
        stubborn.close();
        assertThat(stubborn.iterator().hasNext()).isFalse();
    }

    @Test
    void aCancellationInsideACancellationReachesBoth() {
        Coroutine<Void, Void> first = withFinally("first");
        Coroutine<Void, Void> second =
                Coroutine.create(
                        (self, none) -> {
                            try {
                                return self.suspend(null);
                            } finally {
                                first.cancel();
                                log.add("second");
                            }
                        });
        first.resume(null);
        second.resume(null);
        second.cancel();
        assertThat(log).containsExactly("first", "second");
        assertThat(List.of(first.status(), second.status())).containsOnly(DEAD);
    }
}
