package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A generator that runs ahead.
class GeneratorPrefetchTest {
    private final List<String> log = new ArrayList<>();

    private Generator<Integer> upTo(int end) {
        return Generator.of(
                sink -> {
                    try {
                        for (int i = 1; i <= end; i++) {
                            log.add("yield " + i);
                            sink.yield(i);
                        }
                    } finally {
                        log.add("finally");
                    }
                });
    }

    private static Generator<Integer> failingAfter(int count, RuntimeException failure) {
        return Generator.of(
                sink -> {
                    for (int i = 1; i <= count; i++) sink.yield(i);
                    throw failure;
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 100})
    void theValuesAndTheirOrderAreTheSame(int ahead) {
        for (int end = 0; end <= 12; end++) {
            assertThat(upTo(end).prefetch(ahead))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, end).boxed().toList());
        }
    }

    @Test
    void nothingRunsBeforeTheFirstValueIsAskedFor() {
        Generator<Integer> generator = upTo(9).prefetch(3);
        Iterator<Integer> values = generator.iterator();
        assertThat(log).isEmpty();
        assertThat(values.hasNext()).isTrue();
        assertThat(log).isNotEmpty();
    }

    @Test
    void itRunsAsFarAheadAsItMayAndNoFurther() {
        Iterator<Integer> values = upTo(9).prefetch(3).iterator();
        for (int i = 1; i <= 3; i++) {
            assertThat(values.next()).isEqualTo(i);
            assertThat(log).containsExactly("yield 1", "yield 2", "yield 3");
        }
        assertThat(values.next()).isEqualTo(4);
        assertThat(log)
                .containsExactly("yield 1", "yield 2", "yield 3", "yield 4", "yield 5", "yield 6");
    }

    @Test
    void oneAheadIsWhatHappensWithoutIt() {
        Iterator<Integer> values = upTo(2).prefetch(1).iterator();
        assertThat(values.next()).isEqualTo(1);
        assertThat(log).containsExactly("yield 1");
    }

    @Test
    void askingWhetherThereIsMoreTakesNothing() {
        Iterator<Integer> values = upTo(2).prefetch(5).iterator();
        for (int i = 0; i < 3; i++) assertThat(values.hasNext()).isTrue();
        assertThat(values.next()).isEqualTo(1);
        for (int i = 0; i < 3; i++) assertThat(values.hasNext()).isTrue();
        assertThat(values.next()).isEqualTo(2);
        for (int i = 0; i < 3; i++) assertThat(values.hasNext()).isFalse();
        assertThatThrownBy(values::next).isInstanceOf(NoSuchElementException.class);
        assertThat(log).containsExactly("yield 1", "yield 2", "finally");
    }

    @Test
    void nullIsAValueThatMayBeAhead() {
        List<String> values = new ArrayList<>();
        Generator.<String>of(sink -> Stream.of(null, "a", null, null).forEach(sink::yield))
                .prefetch(3)
                .forEach(values::add);
        assertThat(values).containsExactly(null, "a", null, null);
    }

    @Test
    void aStreamTakesItsValuesFromAheadToo() {
        assertThat(upTo(7).prefetch(3).stream().map(i -> 2 * i))
                .containsExactly(2, 4, 6, 8, 10, 12, 14);
        assertThat(log).endsWith("finally");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void anExceptionLeavesAfterTheValuesBeforeIt(int ahead) {
        RuntimeException failure = new IllegalArgumentException("after four");
        Iterator<Integer> values = failingAfter(4, failure).prefetch(ahead).iterator();
        for (int i = 1; i <= 4; i++) {
            assertThat(values.hasNext()).isTrue();
            assertThat(values.next()).isEqualTo(i);
        }
        assertThat(catchThrowable(values::hasNext)).isSameAs(failure);
        assertThat(values.hasNext()).isFalse();
        assertThatThrownBy(values::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void anExceptionThatNobodyCameToIsNeverSeen() {
        Generator<Integer> generator =
                failingAfter(2, new IllegalArgumentException("ahead")).prefetch(5);
        assertThat(generator.iterator().next()).isEqualTo(1);
        generator.close();
        assertThat(generator.iterator().hasNext()).isFalse();
    }

    @Test
    void closingRunsFinallyBlocksOnceAndDropsWhatIsAhead() {
        Generator<Integer> generator = upTo(9).prefetch(3);
        assertThat(generator.iterator().next()).isEqualTo(1);
        generator.close();
        generator.close();
        assertThat(log).containsExactly("yield 1", "yield 2", "yield 3", "finally");
        assertThat(generator.iterator().hasNext()).isFalse();
        assertThatThrownBy(generator.iterator()::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void closingDropsWhatIsAheadOfItsEnd() {
        Generator<Integer> generator = upTo(2).prefetch(5);
        assertThat(generator.iterator().next()).isEqualTo(1);
        generator.close();
        assertThat(generator.iterator().hasNext()).isFalse();
    }

    @Test
    void closedBeforeTheStartItNeverRuns() {
        Generator<Integer> generator = upTo(9).prefetch(3);
        generator.close();
        assertThat(generator.iterator().hasNext()).isFalse();
        assertThat(log).isEmpty();
    }

    @Test
    void afterItWasClosedEachYieldThrowsAndNoneIsBuffered() {
        Generator<Integer> generator =
                Generator.<Integer>of(
                                sink -> {
                                    for (int i = 0; ; i++) {
                                        try {
                                            sink.yield(i);
                                        } catch (CancellationException e) {
                                            log.add("cancelled " + i);
                                            if (log.size() == 3) throw e;
                                        }
                                    }
                                })
                        .prefetch(3);
        for (int i = 0; i < 3; i++) assertThat(generator.iterator().next()).isEqualTo(i);
        generator.close();
        assertThat(log).containsExactly("cancelled 2", "cancelled 3", "cancelled 4");
        assertThat(generator.iterator().hasNext()).isFalse();
    }

    @Test
    void codeThatNeverLetsTheCancellationPassIsReported() {
        Generator<Integer> generator =
                Generator.<Integer>of(
                                sink -> {
                                    while (true) {
                                        try {
                                            sink.yield(1);
                                        } catch (CancellationException e) {
                                            log.add("caught");
                                        }
                                    }
                                })
                        .prefetch(3);
        assertThat(generator.iterator().next()).isEqualTo(1);
        assertThatThrownBy(generator::close)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("let the exception pass");
        assertThat(log).hasSize(100);
        for (int i = 0; i < 2; i++) generator.iterator().next(); // which it had before
        assertThat(log).hasSize(100);
        for (int i = 0; i < 2; i++) generator.iterator().next();
        assertThat(log).as("each yield throws still").hasSize(102);
    }

    @Test
    void aCloseThatItsOwnCodeTriesWhileItIsClosedChangesNothing() {
        List<Generator<Integer>> itself = new ArrayList<>();
        Generator<Integer> generator =
                Generator.<Integer>of(
                                sink -> {
                                    try {
                                        for (int i = 0; i < 3; i++) sink.yield(i);
                                    } finally {
                                        log.add("" + catchThrowable(itself.getFirst()::close));
                                        log.add("" + catchThrowable(() -> sink.yield(2)));
                                    }
                                })
                        .prefetch(3);
        itself.add(generator);
        for (int i = 0; i < 3; i++) generator.iterator().next(); // so that there is room for more
        generator.close();
        assertThat(log).hasSize(2);
        assertThat(log.get(0)).contains("IllegalStateException: cannot cancel");
        assertThat(log.get(1)).contains("CancellationException");
    }

    @Test
    void itsOwnCodeCanNeitherAskNorCloseItAndHarmsNothing() {
        List<Generator<Integer>> self = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        self.add(
                Generator.<Integer>of(
                                sink -> {
                                    sink.yield(1);
                                    Iterator<Integer> own = self.getFirst().iterator();
                                    refused.add(catchThrowable(own::hasNext));
                                    refused.add(catchThrowable(own::next));
                                    refused.add(catchThrowable(self.getFirst()::close));
                                    sink.yield(2);
                                    sink.yield(3);
                                })
                        .prefetch(3));
        assertThat(self.getFirst()).containsExactly(1, 2, 3);
        assertThat(refused)
                .hasSize(3)
                .allSatisfy(
                        each ->
                                assertThat(each)
                                        .isExactlyInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("(RUNNING): its own code calls"));
    }

    @Test
    void aSinkOutsideItsRunIsRefusedAndAddsNothing() throws InterruptedException {
        List<Generator.Sink<Integer>> leaked = new ArrayList<>();
        Generator<Integer> generator =
                Generator.<Integer>of(
                                sink -> {
                                    leaked.add(sink);
                                    for (int i = 1; i <= 4; i++) sink.yield(i);
                                })
                        .prefetch(2);
        Iterator<Integer> values = generator.iterator();
        for (int i = 1; i <= 4; i++) {
            assertThat(values.next()).isEqualTo(i);
            assertRefused(catchThrowable(() -> leaked.getFirst().yield(99)));
            assertRefused(OtherThread.thrownBy(() -> leaked.getFirst().yield(99)));
        }
        assertThat(values.hasNext()).isFalse();
        assertRefused(catchThrowable(() -> leaked.getFirst().yield(99)));
        assertThat(values.hasNext()).isFalse();
    }

    private static void assertRefused(Throwable thrown) {
        assertThat(thrown)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot suspend");
    }

    @Test
    void aNestedGeneratorMayYieldToTheOuterOneDirectly() {
        Generator<Integer> outer =
                Generator.<Integer>of(
                                sink -> {
                                    Generator<Integer> inner =
                                            Generator.<Integer>of(
                                                            own -> {
                                                                for (int i = 1; i <= 5; i++) {
                                                                    sink.yield(10 * i);
                                                                    own.yield(i);
                                                                }
                                                            })
                                                    .prefetch(2);
                                    for (int each : inner) sink.yield(each);
                                })
                        .prefetch(3);
        assertThat(outer).containsExactly(10, 20, 1, 2, 30, 40, 3, 4, 50, 5);
    }

    @Test
    void aPinnedYieldIsRefusedWhenItIsItsTurnToSuspendAndAddsNothing() {
        Generator<Integer> generator =
                Generator.<Integer>of(
                                sink -> {
                                    sink.yield(1);
                                    ClassInitializer.run(
                                            () -> {
                                                sink.yield(2);
                                                assertThatThrownBy(() -> sink.yield(99))
                                                        .isInstanceOf(PinnedException.class);
                                            });
                                    sink.yield(3);
                                    sink.yield(4);
                                })
                        .prefetch(3);
        assertThat(generator).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aYieldInsideSynchronizedIsRefusedWhosoeverTurnItIs() {
        JvmMode.assumeFastLocks();
        Generator<Integer> generator =
                Generator.<Integer>of(
                                sink -> {
                                    for (int i = 1; i <= 4; i++) {
                                        synchronized (log) {
                                            assertThatThrownBy(() -> sink.yield(99))
                                                    .isInstanceOf(LockHeldException.class);
                                        }
                                        sink.yield(i);
                                    }
                                })
                        .prefetch(2);
        assertThat(generator).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aCloseThatIsRefusedDropsNothing() {
        JvmMode.assumeFastLocks();
        Generator<Integer> generator = upTo(5).prefetch(2);
        assertThat(generator.iterator().hasNext()).isTrue();
        synchronized (log) {
            assertThatThrownBy(generator::close).isInstanceOf(LockHeldException.class);
        }
        assertThat(generator).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void whatIsAheadBelongsToItsThreadToo() throws InterruptedException {
        Generator<Integer> generator = upTo(3).prefetch(3);
        Iterator<Integer> values = generator.iterator();
        assertThat(values.next()).isEqualTo(1);
        assertThat(OtherThread.thrownBy(values::next))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it belongs to thread");
        assertThat(generator).containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void lessThanOneValueIsRefused(int values) {
        Generator<Integer> generator = upTo(2);
        assertThatThrownBy(() -> generator.prefetch(values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot prefetch " + values + " values: 1 at least");
        assertThat(generator).containsExactly(1, 2);
    }

    @Test
    void onceItHasStartedItIsTooLate() {
        Generator<Integer> generator = upTo(3);
        assertThat(generator.iterator().next()).isEqualTo(1);
        assertThatThrownBy(() -> generator.prefetch(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("cannot prefetch: coroutine 'generator .* has started");
        assertThat(generator).containsExactly(2, 3);
    }

    @Test
    void aTreeIsWalkedInTheSameOrder() {
        Random random = new Random(64);
        for (int size = 0; size < 200; size += 7) {
            Tree tree = Tree.random(random, size);
            for (int ahead : new int[] {1, 2, 16, 64}) {
                Generator<Integer> labels =
                        Generator.<Integer>of(sink -> walk(tree, sink)).prefetch(ahead);
                assertThat(labels.stream().toList()).isEqualTo(Tree.preorder(tree));
            }
        }
    }

    private static void walk(Tree tree, Generator.Sink<Integer> sink) {
        if (tree == null) return;
        sink.yield(tree.label());
        walk(tree.left(), sink);
        walk(tree.right(), sink);
    }
}
