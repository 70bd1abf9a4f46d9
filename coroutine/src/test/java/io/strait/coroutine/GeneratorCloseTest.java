package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// Closing a generator.
class GeneratorCloseTest {
    private final List<String> log = new ArrayList<>();

    private final Generator<Integer> generator =
            Generator.of(
                    sink -> {
                        log.add("open");
                        try {
                            for (int i = 1; i <= 3; i++) sink.yield(i);
                        } finally {
                            log.add("close");
                        }
                    });

    private void assertEnded() {
        Iterator<Integer> values = generator.iterator();
        assertThat(values.hasNext()).isFalse();
        assertThatThrownBy(values::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void finallyBlocksRunOnce() {
        assertThat(generator.iterator().next()).isEqualTo(1);
        generator.close();
        assertThat(log).containsExactly("open", "close");
        generator.close();
        assertThat(log).containsExactly("open", "close");
        assertEnded();
    }

    @Test
    void beforeTheStartNothingEverRuns() {
        generator.close();
        generator.close();
        assertEnded();
        assertThat(log).isEmpty();
    }

    @Test
    void afterTheEndItDoesNothing() {
        assertThat(generator).containsExactly(1, 2, 3);
        generator.close();
        assertThat(log).containsExactly("open", "close");
        assertEnded();
    }

    @Test
    void aValueThatWasNotTakenIsDropped() {
        assertThat(generator.iterator().hasNext()).isTrue();
        generator.close();
        assertEnded();
    }

    @Test
    void leavingTryWithResourcesClosesIt() {
        List<Integer> values = new ArrayList<>();
        try (generator) {
            for (int value : generator) {
                values.add(value);
                if (value == 2) break;
            }
        }
        assertThat(values).containsExactly(1, 2);
        assertThat(log).containsExactly("open", "close");
    }

    @Test
    void closingTheOuterOneClosesTheInnerOne() {
        Generator<Integer> outer =
                Generator.of(
                        sink -> {
                            try (generator) {
                                for (int each : generator) sink.yield(10 * each);
                            }
                        });
        assertThat(outer.iterator().next()).isEqualTo(10);
        outer.close();
        assertThat(log).containsExactly("open", "close");
        assertEnded();
    }

    @Test
    void anExceptionOfAFinallyBlockLeavesFromCloseAndItHasEnded() {
        RuntimeException failure = new IllegalArgumentException("clean-up failed");
        Generator<Integer> failing =
                Generator.of(
                        sink -> {
                            try {
                                sink.yield(1);
                            } catch (CancellationException e) {
                                throw failure;
                            }
                        });
        assertThat(failing.iterator().hasNext()).isTrue();
        assertThat(catchThrowable(failing::close)).isSameAs(failure);
        assertThat(failing.iterator().hasNext()).isFalse();
        failing.close();
    }

    @Test
    void itsOwnCodeCannotCloseIt() {
        List<Generator<Integer>> self = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        self.add(
                Generator.of(
                        sink -> {
                            sink.yield(1);
                            refused.add(catchThrowable(self.getFirst()::close));
                            sink.yield(2);
                        }));
        assertThat(self.getFirst()).containsExactly(1, 2);
        assertThat(refused)
                .singleElement()
                .isExactlyInstanceOf(IllegalStateException.class)
                .asString()
                .contains("cannot cancel coroutine 'generator", "(RUNNING)");
    }

    @Test
    void codeThatYieldsInItsFinallyBlockIsCutShort() {
        Generator<Integer> yields =
                Generator.of(
                        sink -> {
                            try {
                                sink.yield(1);
                            } finally {
                                try {
                                    sink.yield(2);
                                } finally {
                                    log.add("cut short");
                                }
                            }
                        });
        assertThat(yields.iterator().next()).isEqualTo(1);
        yields.close();
        assertThat(log).containsExactly("cut short");
        assertThat(yields.iterator().hasNext()).isFalse();
    }
}
