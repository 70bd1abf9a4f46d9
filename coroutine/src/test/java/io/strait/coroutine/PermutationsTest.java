package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// All orders of a list. A backtracking search, written as if it printed what it finds; as a
/// generator, it finds the next one only when somebody asks.
class PermutationsTest {

    private static <T> Generator<List<T>> permutationsOf(List<T> items) {
        return Generator.of(sink -> permute(new ArrayList<>(items), items.size(), sink));
    }

    /// Tries each of the first `n` items in the place of the last of them.
    private static <T> void permute(List<T> items, int n, Generator.Sink<List<T>> sink) {
        if (n <= 1) {
            sink.yield(List.copyOf(items));
            return;
        }
        for (int i = n - 1; i >= 0; i--) {
            Collections.swap(items, i, n - 1);
            permute(items, n - 1, sink);
            Collections.swap(items, i, n - 1);
        }
    }

    @Test
    void ofThreeThereAreSix() {
        assertThat(permutationsOf(List.of("a", "b", "c")))
                .containsExactlyInAnyOrder(
                        List.of("a", "b", "c"),
                        List.of("a", "c", "b"),
                        List.of("b", "a", "c"),
                        List.of("b", "c", "a"),
                        List.of("c", "a", "b"),
                        List.of("c", "b", "a"));
    }

    @Test
    void ofNothingThereIsOne() {
        assertThat(permutationsOf(List.of())).containsExactly(List.of());
    }

    @Test
    void ofSevenThereAre5040AndAllDiffer() {
        List<List<Integer>> all = permutationsOf(List.of(1, 2, 3, 4, 5, 6, 7)).stream().toList();
        assertThat(all).hasSize(5040);
        assertThat(new HashSet<>(all)).hasSize(5040);
    }

    @Test
    void ofManyTheFirstOnesAreThereAtOnce() {
        List<Integer> hundred = IntStream.range(0, 100).boxed().toList();
        try (Generator<List<Integer>> all = permutationsOf(hundred)) {
            assertThat(all.stream().limit(3).toList()).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void eachQuestionGoesOnWhereTheLastOneWasAnswered() {
        try (Generator<List<Integer>> all = permutationsOf(List.of(1, 2, 3, 4))) {
            List<Integer> first = all.stream().filter(p -> p.getFirst() == 4).findFirst().get();
            List<Integer> second = all.stream().filter(p -> p.getFirst() == 4).findFirst().get();
            assertThat(first).isNotEqualTo(second).startsWith(4);
            assertThat(second).startsWith(4);
        }
    }
}
