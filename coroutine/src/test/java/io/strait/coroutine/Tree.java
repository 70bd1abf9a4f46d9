package io.strait.coroutine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A binary tree, for the examples. The empty tree is null.
record Tree(Tree left, int label, Tree right) {

    static Tree leaf(int label) {
        return new Tree(null, label, null);
    }

    boolean isLeaf() {
        return left == null && right == null;
    }

    /// A tree of some random shape with `size` random labels.
    static Tree random(Random random, int size) {
        if (size == 0) return null;
        int left = random.nextInt(size);
        return new Tree(random(random, left), random.nextInt(), random(random, size - 1 - left));
    }

    /// A tree of some random shape that has these leaves, from left to right.
    static Tree withLeaves(Random random, List<Integer> leaves) {
        int size = leaves.size();
        if (size == 1) return leaf(leaves.getFirst());
        int left = 1 + random.nextInt(size - 1);
        return new Tree(
                withLeaves(random, leaves.subList(0, left)),
                0,
                withLeaves(random, leaves.subList(left, size)));
    }

    /// The labels as a plain recursive method collects them: each before those below it.
    static List<Integer> preorder(Tree tree) {
        List<Integer> labels = new ArrayList<>();
        if (tree == null) return labels;
        labels.add(tree.label);
        labels.addAll(preorder(tree.left));
        labels.addAll(preorder(tree.right));
        return labels;
    }
}
