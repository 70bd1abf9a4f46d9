package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/// A generator as an `Iterable`.
class GeneratorTest {
    private final List<String> log = new ArrayList<>();

    private Generator<Integer> upTo(int end) {
        return Generator.of(
                sink -> {
                    log.add("start");
                    for (int i = 1; i <= end; i++) {
                        sink.yield(i);
                        log.add("after " + i);
                    }
                });
    }

    @Test
    void aForLoopGetsTheValuesInOrder() {
        List<Integer> values = new ArrayList<>();
        for (int value : upTo(3)) values.add(value);
        assertThat(values).containsExactly(1, 2, 3);
    }

    @Test
    void nothingRunsBeforeTheFirstValueIsAskedFor() {
        Iterator<Integer> values = upTo(2).iterator();
        assertThat(log).isEmpty();
        assertThat(values.next()).isEqualTo(1);
        assertThat(log).containsExactly("start");
    }

    @Test
    void onlyAsMuchRunsAsIsAskedFor() {
        Iterator<Integer> values =
                Generator.<Integer>of(
                                sink -> {
                                    for (int i = 0; ; i++) sink.yield(i);
                                })
                        .iterator();
        for (int i = 0; i < 10; i++) assertThat(values.next()).isEqualTo(i);
    }

    @Test
    void askingWhetherThereIsMoreTakesNothing() {
        Iterator<Integer> values = upTo(2).iterator();
        for (int i = 0; i < 3; i++) assertThat(values.hasNext()).isTrue();
        assertThat(log).containsExactly("start");
        assertThat(values.next()).isEqualTo(1);
        assertThat(values.next()).isEqualTo(2);
        for (int i = 0; i < 3; i++) assertThat(values.hasNext()).isFalse();
        assertThat(log).containsExactly("start", "after 1", "after 2");
    }

    @Test
    void afterTheEndThereIsNoElement() {
        Iterator<Integer> values = upTo(1).iterator();
        values.next();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(values::next)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("the generator has ended");
        }
    }

    @Test
    void codeThatYieldsNothingMakesAnEmptyGenerator() {
        assertThat(Generator.of(sink -> log.add("ran"))).isEmpty();
        assertThat(log).containsExactly("ran");
    }

    @Test
    void nullIsAValue() {
        Iterator<String> values =
                Generator.<String>of(
                                sink -> {
                                    sink.yield(null);
                                    sink.yield("a");
                                    sink.yield(null);
                                })
                        .iterator();
        assertThat(values.hasNext()).isTrue();
        assertThat(values.next()).isNull();
        assertThat(values.next()).isEqualTo("a");
        assertThat(values.hasNext()).isTrue();
        assertThat(values.next()).isNull();
        assertThat(values.hasNext()).isFalse();
    }

    @Test
    void aSecondLoopGoesOnWhereTheFirstStopped() {
        Generator<Integer> generator = upTo(4);
        List<Integer> first = new ArrayList<>();
        for (int value : generator) {
            first.add(value);
            if (value == 2) break;
        }
        List<Integer> second = new ArrayList<>();
        for (int value : generator) second.add(value);
        assertThat(first).containsExactly(1, 2);
        assertThat(second).containsExactly(3, 4);
        assertThat(generator.iterator()).isSameAs(generator.iterator());
    }

    @Test
    void anExceptionOfTheCodeLeavesOnceAndEndsIt() {
        RuntimeException failure = new IllegalArgumentException("after one");
        Iterator<Integer> values =
                Generator.<Integer>of(
                                sink -> {
                                    sink.yield(1);
                                    throw failure;
                                })
                        .iterator();
        assertThat(values.next()).isEqualTo(1);
        assertThat(catchThrowable(values::hasNext)).isSameAs(failure);
        assertThat(values.hasNext()).isFalse();
        assertThatThrownBy(values::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void anExceptionLeavesFromNextToo() {
        RuntimeException failure = new IllegalArgumentException("at once");
        Iterator<Integer> values =
                Generator.<Integer>of(
                                sink -> {
                                    throw failure;
                                })
                        .iterator();
        assertThat(catchThrowable(values::next)).isSameAs(failure);
    }

    @Test
    void itsCodeCannotAskItselfForValues() {
        List<Iterator<Integer>> self = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        Generator<Integer> generator =
                Generator.of(
                        sink -> {
                            refused.add(catchThrowable(self.getFirst()::hasNext));
                            refused.add(catchThrowable(self.getFirst()::next));
                            sink.yield(1);
                            sink.yield(2);
                        });
        self.add(generator.iterator());
        assertThat(generator).containsExactly(1, 2);
        assertThat(refused)
                .hasSize(2)
                .allSatisfy(
                        each ->
                                assertThat(each)
                                        .isExactlyInstanceOf(IllegalStateException.class)
                                        .hasMessageMatching(
                                                "cannot resume coroutine 'generator .*'"
                                                        + " \\(RUNNING\\): its own code calls"));
    }

    @Test
    void aSinkOutsideItsRunIsRefusedAndAddsNothing() {
        List<Generator.Sink<Integer>> leaked = new ArrayList<>();
        Generator<Integer> generator =
                Generator.of(
                        sink -> {
                            leaked.add(sink);
                            sink.yield(1);
                            sink.yield(2);
                        });
        Iterator<Integer> values = generator.iterator();
        assertThat(values.next()).isEqualTo(1);
        assertThatThrownBy(() -> leaked.getFirst().yield(99))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot suspend");
        assertThat(values.next()).isEqualTo(2);
        assertThat(values.hasNext()).isFalse();
        assertThatThrownBy(() -> leaked.getFirst().yield(99))
                .isInstanceOf(IllegalStateException.class);
        assertThat(values.hasNext()).isFalse();
    }

    @Test
    void aPinnedYieldIsRefusedAndAddsNothing() {
        Generator<Integer> generator =
                Generator.of(
                        sink -> {
                            ClassInitializer.run(
                                    () ->
                                            assertThatThrownBy(() -> sink.yield(99))
                                                    .isInstanceOf(PinnedException.class));
                            sink.yield(1);
                        });
        assertThat(generator).containsExactly(1);
    }

    private static void hanoi(int n, char from, char to, char via, Generator.Sink<String> moves) {
        if (n == 0) return;
        hanoi(n - 1, from, via, to, moves);
        moves.yield(from + ">" + to);
        hanoi(n - 1, via, to, from, moves);
    }

    @Test
    void recursiveCodeYieldsFromAnyDepth() {
        assertThat(Generator.<String>of(moves -> hanoi(3, 'a', 'c', 'b', moves)))
                .containsExactly("a>c", "a>b", "c>b", "a>c", "b>a", "b>c", "a>c");
    }

    private static Generator<Integer> countdown(int from) {
        return Generator.of(
                sink -> {
                    if (from == 0) return;
                    sink.yield(from);
                    for (int each : countdown(from - 1)) sink.yield(each);
                });
    }

    @Test
    void generatorsNest() {
        assertThat(countdown(10)).containsExactly(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    }

    @Test
    void aNestedGeneratorMayYieldToTheOuterOneDirectly() {
        Generator<String> outer =
                Generator.of(
                        sink -> {
                            Generator<String> inner =
                                    Generator.of(
                                            own -> {
                                                sink.yield("to the outer one");
                                                own.yield("to the inner one");
                                            });
                            for (String each : inner) sink.yield("passed on " + each);
                        });
        assertThat(outer).containsExactly("to the outer one", "passed on to the inner one");
    }

    @Test
    void twoGeneratorsAdvanceIndependently() {
        Iterator<Integer> a = upTo(3).iterator();
        Iterator<Integer> b = upTo(3).iterator();
        List<Integer> zipped = new ArrayList<>();
        while (a.hasNext() && b.hasNext()) zipped.add(10 * a.next() + b.next());
        assertThat(zipped).containsExactly(11, 22, 33);
    }

    @Test
    void itBelongsToTheThreadThatAskedFirst() throws InterruptedException {
        Generator<Integer> generator = upTo(3);
        Iterator<Integer> values = generator.iterator();
        assertThat(values.hasNext()).isTrue(); // one value is computed and not taken
        assertForeign(OtherThread.thrownBy(values::hasNext));
        assertForeign(OtherThread.thrownBy(values::next));
        assertForeign(OtherThread.thrownBy(generator::close));
        assertThat(generator).containsExactly(1, 2, 3);
        assertForeign(OtherThread.thrownBy(values::hasNext));
    }

    private static void assertForeign(Throwable refused) {
        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it belongs to thread '" + Thread.currentThread().getName())
                .hasMessageEndingWith("and thread 'intruder' called");
    }

    @Test
    void oneThreadMayMakeItAndAnotherUseIt() throws InterruptedException {
        Generator<Integer> generator = upTo(3);
        List<Integer> values = new ArrayList<>();
        assertThat(OtherThread.thrownBy(() -> generator.forEach(values::add))).isNull();
        assertThat(values).containsExactly(1, 2, 3);
    }

    @Test
    void thereIsNoGeneratorWithoutCode() {
        assertThatThrownBy(() -> Generator.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("code");
    }
}
