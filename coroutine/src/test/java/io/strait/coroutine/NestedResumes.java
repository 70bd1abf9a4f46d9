package io.strait.coroutine;

import io.strait.coroutine.Coroutine.Status;
import java.util.ArrayList;
import java.util.List;

/// A program in which each coroutine resumes a new one, until the stack of the thread ends; several
/// times.
final class NestedResumes {
    private static final int ROUNDS = 5;

    private NestedResumes() {}

    public static void main(String[] arguments) {
        Coroutine<Integer, Integer> witness =
                Coroutine.create((self, first) -> first + self.suspend(first));
        witness.resume(40);
        for (int i = 0; i < ROUNDS; i++) {
            int depth = nestUntilTheStackEnds();
            if (depth < 1000) throw new AssertionError("only " + depth + " deep");
            System.out.println("StackOverflowError");
        }
        System.out.println(witness.resume(2));
    }

    /// How many were resumed. Each has ended by the error of the innermost one, and what the thread
    /// does next works.
    private static int nestUntilTheStackEnds() {
        List<Coroutine<Integer, Integer>> nest = new ArrayList<>(100_000);
        try {
            nest(nest);
            throw new AssertionError(nest.size() + " coroutines, and still stack left");
        } catch (StackOverflowError expected) {
            if (Coroutine.current() != null) throw new AssertionError(Coroutine.current());
        }
        Coroutine<Integer, Integer> innermost = nest.removeLast();
        // It had no stack left to start on, or to end on.
        innermost.cancel();
        for (Coroutine<Integer, Integer> each : nest)
            if (each.status() != Status.DEAD) throw new AssertionError(each);
        afterwards();
        return nest.size();
    }

    private static void nest(List<Coroutine<Integer, Integer>> nest) {
        Coroutine<Integer, Integer> next =
                Coroutine.create(
                        "number " + nest.size(),
                        (self, first) -> {
                            nest(nest);
                            return first;
                        });
        nest.add(next);
        next.resume(0);
    }

    private static void afterwards() {
        Generator<Integer> hundred =
                Generator.of(
                        sink -> {
                            for (int i = 0; i < 100; i++) sink.yield(i);
                        });
        if (hundred.stream().count() != 100) throw new AssertionError();
    }
}
