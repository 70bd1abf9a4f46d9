package io.strait.bench;

import io.strait.coroutine.Generator;
import jdk.internal.vm.Continuation;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A recursive walk through a tree, one node at a time: the time for each of its nodes.
@OperationsPerInvocation(PreorderBenchmark.NODES)
public class PreorderBenchmark extends Measured {
    static final int LEVELS = 16;
    static final int NODES = (1 << LEVELS) - 1;

    private record Node(@Nullable Node left, @Nullable Node right) {
        static Node tree(int levels) {
            return levels == 1
                    ? new Node(null, null)
                    : new Node(tree(levels - 1), tree(levels - 1));
        }
    }

    private final Node root = Node.tree(LEVELS);
    private @Nullable Node handedOut;

    /// The walk alone: the sink only counts.
    ///
    /// @return how many nodes there were
    @Benchmark
    public int empty() {
        int[] count = new int[1];
        walk(root, node -> count[0]++);
        return checked(count[0]);
    }

    /// A continuation that suspends at each node and leaves it in a field.
    ///
    /// @return how many nodes there were
    @Benchmark
    public int continuation() {
        Continuation walker =
                new Continuation(
                        Parked.SCOPE,
                        () ->
                                walk(
                                        root,
                                        node -> {
                                            handedOut = node;
                                            Continuation.yield(Parked.SCOPE);
                                        }));
        int count = 0;
        for (walker.run(); !walker.isDone(); walker.run()) if (handedOut != null) count++;
        return checked(count);
    }

    /// A generator as it is.
    ///
    /// @return how many nodes there were
    @Benchmark
    public int generator() {
        return count(Generator.of(sink -> walk(root, sink)));
    }

    /// A generator that runs 64 nodes ahead.
    ///
    /// @return how many nodes there were
    @Benchmark
    public int prefetch64() {
        return count(Generator.<Node>of(sink -> walk(root, sink)).prefetch(64));
    }

    private static void walk(@Nullable Node node, Generator.Sink<Node> sink) {
        if (node == null) return;
        sink.yield(node);
        walk(node.left, sink);
        walk(node.right, sink);
    }

    private static int count(Generator<Node> nodes) {
        int count = 0;
        for (Node node : nodes) if (node != null) count++;
        return checked(count);
    }

    private static int checked(int count) {
        if (count != NODES) throw new IllegalStateException(count + " nodes");
        return count;
    }
}
