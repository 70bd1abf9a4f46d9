package io.strait.coroutine;

import io.strait.coroutine.Coroutine.Status;
import java.util.ArrayList;
import java.util.List;

/// A program in which each coroutine resumes a new one until the stack of their thread ends, again
/// and again. It prints how many of them were one in the other, to the thousand.
final class NestedResumes {
    private static final int ROUNDS = 5;
    private static final long STACK = 8 << 20;

    private NestedResumes() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread thread = new Thread(null, NestedResumes::rounds, "nest", STACK);
        thread.start();
        thread.join();
    }

    private static void rounds() {
        Coroutine<Integer, Integer> witness =
                Coroutine.create((self, first) -> first + self.suspend(first));
        witness.resume(40);
        for (int i = 0; i < ROUNDS; i++) {
            List<Coroutine<Integer, Integer>> nest = new ArrayList<>(100_000);
            try {
                nest(nest);
                System.out.println("no error");
            } catch (StackOverflowError expected) {
                System.out.println(nest.size() < 2000 ? nest.size() : "thousands");
            }
            checkTheThread();
            checkThatAllHaveEnded(nest);
        }
        System.out.println("witness: " + witness.resume(2));
    }

    private static void nest(List<Coroutine<Integer, Integer>> nest) {
        Coroutine<Integer, Integer> next =
                Coroutine.create(
                        (self, first) -> {
                            nest(nest);
                            return first;
                        });
        nest.add(next);
        next.resume(0);
    }

    private static void checkTheThread() {
        if (Coroutine.current() != null) throw new AssertionError(Coroutine.current());
        Generator<Integer> hundred =
                Generator.of(
                        sink -> {
                            for (int i = 0; i < 100; i++) sink.yield(i);
                        });
        if (hundred.stream().count() != 100) throw new AssertionError(hundred);
    }

    private static void checkThatAllHaveEnded(List<Coroutine<Integer, Integer>> nest) {
        // The last one may not even have been resumed.
        if (nest.getLast().status() == Status.SUSPENDED) nest.getLast().cancel();
        for (Coroutine<Integer, Integer> each : nest)
            if (each.status() != Status.DEAD) throw new AssertionError(each);
    }
}
