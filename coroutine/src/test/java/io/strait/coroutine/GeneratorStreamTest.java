package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A generator as a `Stream`.
class GeneratorStreamTest {
    private final List<String> log = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();

    private Generator<Integer> naturals(int end) {
        return Generator.of(
                sink -> {
                    try {
                        for (int i = 0; i < end; i++) {
                            threads.add(Thread.currentThread());
                            log.add("yield " + i);
                            sink.yield(i);
                        }
                    } finally {
                        log.add("finally");
                    }
                });
    }

    @Test
    void itHasAllValuesInOrder() {
        assertThat(naturals(5).stream()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void itIsLazy() {
        Stream<Integer> squares = naturals(Integer.MAX_VALUE).stream().map(i -> i * i).limit(3);
        assertThat(log).isEmpty();
        assertThat(squares.toList()).containsExactly(0, 1, 4);
        assertThat(log).containsExactly("yield 0", "yield 1", "yield 2");
    }

    @Test
    void aShortCircuitTakesNoMoreThanItNeeds() {
        Generator<Integer> generator = naturals(100);
        assertThat(generator.stream().filter(i -> i == 5).findFirst()).contains(5);
        assertThat(generator.iterator().next()).isEqualTo(6);
    }

    @Test
    void closingItClosesTheGenerator() {
        Generator<Integer> generator = naturals(100);
        try (Stream<Integer> stream = generator.stream()) {
            assertThat(stream.limit(2).toList()).containsExactly(0, 1);
        }
        assertThat(log).containsExactly("yield 0", "yield 1", "finally");
        assertThat(generator.iterator().hasNext()).isFalse();
    }

    @Test
    void flatMapClosesTheInnerOnes() {
        List<Integer> all =
                Stream.of(1, 2).flatMap(i -> naturals(2).stream().limit(1).map(j -> i)).toList();
        assertThat(all).containsExactly(1, 2);
        assertThat(log).containsExactly("yield 0", "finally", "yield 0", "finally");
    }

    @Test
    void inParallelItStaysOnThisThread() {
        assertThat(naturals(1000).stream().parallel().map(i -> 2 * i).collect(Collectors.toList()))
                .hasSize(1000)
                .isSorted();
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void itsSpliteratorIsOrderedAndNeverSplits() {
        Spliterator<Integer> spliterator = naturals(2).spliterator();
        assertThat(spliterator.hasCharacteristics(Spliterator.ORDERED)).isTrue();
        assertThat(spliterator.hasCharacteristics(Spliterator.SIZED)).isFalse();
        assertThat(spliterator.trySplit()).isNull();
        List<Integer> values = new ArrayList<>();
        assertThat(spliterator.tryAdvance(values::add)).isTrue();
        assertThat(spliterator.trySplit()).isNull();
        spliterator.forEachRemaining(values::add);
        assertThat(spliterator.tryAdvance(values::add)).isFalse();
        assertThat(values).containsExactly(0, 1);
    }

    @Test
    void streamAndLoopShareTheRun() {
        Generator<Integer> generator = naturals(6);
        assertThat(generator.iterator().next()).isZero();
        assertThat(generator.stream().limit(2).toList()).containsExactly(1, 2);
        assertThat(generator).containsExactly(3, 4, 5);
    }
}
