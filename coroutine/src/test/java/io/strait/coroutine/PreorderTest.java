package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The first example of everybody: walk a tree in preorder, one label at a time.
///
/// The recursive method is the obvious one. Where another program would print a label, this one
/// suspends, with all the calls that lead to it; whoever asked goes on with the label in hand, and
/// comes back for the next one.
class PreorderTest {

    //        1
    //      /   \
    //     2     5
    //    / \     \
    //   3   4     6
    private static final Tree TREE =
            new Tree(new Tree(Tree.leaf(3), 2, Tree.leaf(4)), 1, new Tree(null, 5, Tree.leaf(6)));

    /// As a coroutine: each `resume` returns the next label, and null after the last.
    private static Integer walk(Coroutine<Void, Integer> self, Tree tree) {
        if (tree == null) return null;
        self.suspend(tree.label());
        walk(self, tree.left());
        walk(self, tree.right());
        return null;
    }

    /// As a generator: the same method, and the caller gets an `Iterable`.
    private static void walk(Tree tree, Generator.Sink<Integer> sink) {
        if (tree == null) return;
        sink.yield(tree.label());
        walk(tree.left(), sink);
        walk(tree.right(), sink);
    }

    private static List<Integer> walkByCoroutine(Tree tree) {
        Coroutine<Void, Integer> walker = Coroutine.create((self, first) -> walk(self, tree));
        List<Integer> labels = new ArrayList<>();
        for (Integer label; (label = walker.resume(null)) != null; ) labels.add(label);
        return labels;
    }

    @Test
    void aCoroutineWalksTheTree() {
        assertThat(walkByCoroutine(TREE)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aGeneratorWalksTheTree() {
        List<Integer> labels = new ArrayList<>();
        for (int label : Generator.<Integer>of(sink -> walk(TREE, sink))) labels.add(label);
        assertThat(labels).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aSearchWalksNoFurtherThanItMust() {
        List<Integer> visited = new ArrayList<>();
        Generator<Integer> labels =
                Generator.of(
                        sink ->
                                walk(
                                        TREE,
                                        label -> {
                                            visited.add(label);
                                            sink.yield(label);
                                        }));
        assertThat(labels.stream().filter(label -> label > 2).findFirst()).contains(3);
        assertThat(visited).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void onRandomTreesBothAgreeWithPlainRecursion(long seed) {
        Random random = new Random(seed);
        for (int size = 0; size < 60; size++) {
            Tree tree = Tree.random(random, size);
            List<Integer> expected = Tree.preorder(tree);
            assertThat(expected).hasSize(size);
            assertThat(walkByCoroutine(tree)).isEqualTo(expected);
            assertThat(Generator.<Integer>of(sink -> walk(tree, sink)).stream().toList())
                    .isEqualTo(expected);
        }
    }
}
