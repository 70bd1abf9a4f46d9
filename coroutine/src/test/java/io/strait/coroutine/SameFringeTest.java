package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Do two trees have the same leaves, from left to right, whatever their shapes?
///
/// Two recursions have to advance side by side, a leaf at a time. Two generators do, and neither
/// walks past the first difference.
class SameFringeTest {

    private static void fringe(Tree tree, Generator.Sink<Integer> leaves) {
        if (tree == null) return;
        if (tree.isLeaf()) leaves.yield(tree.label());
        fringe(tree.left(), leaves);
        fringe(tree.right(), leaves);
    }

    private static boolean haveSameFringe(Tree a, Tree b) {
        try (Generator<Integer> leavesOfA = Generator.of(leaves -> fringe(a, leaves));
                Generator<Integer> leavesOfB = Generator.of(leaves -> fringe(b, leaves))) {
            return areEqual(leavesOfA.iterator(), leavesOfB.iterator());
        }
    }

    private static boolean areEqual(Iterator<Integer> a, Iterator<Integer> b) {
        while (a.hasNext() && b.hasNext()) {
            if (!a.next().equals(b.next())) return false;
        }
        return a.hasNext() == b.hasNext();
    }

    //     0                0
    //    / \              / \
    //   1   0            0   3
    //      / \          / \
    //     2   3        1   2
    private static final Tree LEANS_RIGHT =
            new Tree(Tree.leaf(1), 0, new Tree(Tree.leaf(2), 0, Tree.leaf(3)));
    private static final Tree LEANS_LEFT =
            new Tree(new Tree(Tree.leaf(1), 0, Tree.leaf(2)), 0, Tree.leaf(3));

    @Test
    void theShapeDoesNotMatter() {
        assertThat(haveSameFringe(LEANS_RIGHT, LEANS_LEFT)).isTrue();
    }

    @Test
    void theOrderDoes() {
        Tree mirrored = new Tree(Tree.leaf(3), 0, new Tree(Tree.leaf(2), 0, Tree.leaf(1)));
        assertThat(haveSameFringe(LEANS_RIGHT, mirrored)).isFalse();
    }

    @Test
    void aPrefixIsNotTheSame() {
        Tree shorter = new Tree(Tree.leaf(1), 0, Tree.leaf(2));
        assertThat(haveSameFringe(LEANS_RIGHT, shorter)).isFalse();
        assertThat(haveSameFringe(shorter, LEANS_RIGHT)).isFalse();
        assertThat(haveSameFringe(null, shorter)).isFalse();
        assertThat(haveSameFringe(null, null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void randomShapesOfTheSameLeavesAreTheSame(long seed) {
        Random random = new Random(seed);
        for (int size = 1; size < 50; size++) {
            List<Integer> leaves = IntStream.range(0, size).boxed().toList();
            Tree a = Tree.withLeaves(random, leaves);
            assertThat(haveSameFringe(a, Tree.withLeaves(random, leaves))).isTrue();

            List<Integer> changed = new ArrayList<>(leaves);
            changed.set(random.nextInt(size), -1);
            assertThat(haveSameFringe(a, Tree.withLeaves(random, changed))).isFalse();
        }
    }
}
