package io.strait.coroutine;

import io.strait.coroutine.Coroutine.Status;
import java.util.Iterator;
import java.util.function.Supplier;

/// A program that resumes suspended stacks of all sizes where the stack of its thread ends, in each
/// way there is. For each size it prints how often one survived that was not begun to be run.
final class DeepResumes {
    private static final int ROUNDS = 2;
    private static final int[] DEPTHS = {10, 30, 60, 100, 300, 1000};

    /* Of these, the stack is larger than a page, interpreted or compiled. */
    private static final int DEEP = 300;

    /* So it takes less time; a step is less than a page of stack. */
    private static final int STEP = 16;

    private DeepResumes() {}

    public static void main(String[] arguments) throws InterruptedException {
        warmUp();
        for (int depth : DEPTHS) {
            int[] survived = {0};
            Runnable rounds =
                    () -> {
                        for (int i = 0; i < ROUNDS; i++) survived[0] += tryAllWays(depth);
                    };
            Thread thread = new Thread(rounds, "depth " + depth);
            thread.start();
            thread.join();
            if (survived[0] == 0 && depth >= DEEP) throw new AssertionError("none at " + depth);
            System.out.println("depth " + depth + " ends well");
        }
    }

    /* Interpreted, the deepest one would not fit into a small stack. */
    private static void warmUp() {
        for (int i = 0; i < 2000; i++) {
            Coroutine<Integer, Integer> echo =
                    Coroutine.create((self, first) -> echo(self, first, 30));
            echo.resume(1);
            echo.resume(null);
            try (Generator<Integer> count = Generator.of(sink -> count(30, sink))) {
                count.iterator().next();
            }
        }
    }

    /* The error may hit the code of a shallow one, right behind its resume, and so end what it belongs to. */
    private static int tryAllWays(int depth) {
        try {
            return allWays(depth);
        } catch (StackOverflowError ofItsOwnCode) {
            check(depth < DEEP, "a deep one survives");
            return 0;
        }
    }

    private static int allWays(int depth) {
        return resumed(depth)
                + cancelled(depth)
                + generated(depth, 1)
                + generated(depth, 4)
                + enclosing(depth);
    }

    private static Integer echo(Coroutine<Integer, Integer> self, Integer first, int depth) {
        if (depth > 0) return echo(self, first, depth - 1);
        Integer value = first;
        while (value != null) value = self.suspend(value);
        return -1;
    }

    private static int resumed(int depth) {
        Coroutine<Integer, Integer> coroutine =
                Coroutine.create((self, first) -> echo(self, first, depth));
        coroutine.resume(1);
        toTheEnd(depth, () -> coroutine.resume(2));
        return goesOn(coroutine, depth);
    }

    /* Whether it has survived. The error may have hit its own code, which then ends by it. */
    private static int goesOn(Coroutine<Integer, Integer> coroutine, int depth) {
        check(Coroutine.current() == null, "no coroutine is left behind");
        if (coroutine.status() == Status.DEAD) {
            check(depth < DEEP, "a deep one survives");
            return 0;
        }
        check(coroutine.status() == Status.SUSPENDED, "it is suspended");
        check(coroutine.resume(3) == 3, "it goes on");
        check(coroutine.resume(null) == -1, "it ends");
        return 1;
    }

    private static int cancelled(int depth) {
        boolean[] cleanedUp = {false};
        Coroutine<Integer, Integer> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                return echo(self, first, depth);
                            } finally {
                                cleanedUp[0] = true;
                            }
                        });
        coroutine.resume(1);
        onTheWayUp(
                depth,
                () -> {
                    if (!cleanedUp[0]) coroutine.cancel();
                });
        if (coroutine.status() != Status.DEAD) coroutine.cancel();
        check(coroutine.status() == Status.DEAD, "it is cancelled");
        check(cleanedUp[0], "its finally block has run");
        return 0;
    }

    private static void count(int depth, Generator.Sink<Integer> sink) {
        if (depth > 0) count(depth - 1, sink);
        else for (int i = 0; ; i++) sink.yield(i);
    }

    private static int generated(int depth, int prefetch) {
        Generator<Integer> generator =
                Generator.<Integer>of(sink -> count(depth, sink)).prefetch(prefetch);
        Iterator<Integer> numbers = generator.iterator();
        int[] last = {numbers.next()};
        toTheEnd(depth, () -> last[0] = numbers.next());
        check(Coroutine.current() == null, "no coroutine is left behind");
        boolean alive = numbers.hasNext();
        check(alive || depth < DEEP, "a deep generator survives");
        if (alive) check(numbers.next() > last[0], "no number comes twice");
        generator.close();
        return alive ? 1 : 0;
    }

    /* The stack that is large is that of a generator, and suspended inside a coroutine. */
    private static int enclosing(int depth) {
        Coroutine<Integer, Integer> outer =
                Coroutine.create(
                        (self, first) -> {
                            Generator<Integer> inner =
                                    Generator.of(sink -> sink.yield(echo(self, first, depth)));
                            return inner.iterator().next();
                        });
        outer.resume(1);
        toTheEnd(depth, () -> outer.resume(2));
        return goesOn(outer, depth);
    }

    /* Uses it again and again on the way to the end of the stack. */
    private static void toTheEnd(int depth, Supplier<Integer> use) {
        try {
            down(use, depth < DEEP ? 1 : STEP, 0);
        } catch (StackOverflowError expected) {
            return;
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int down(Supplier<Integer> use, int step, int calls) {
        int used = calls % step == 0 ? use.get() : 0;
        return used + down(use, step, calls + 1);
    }

    /* Uses it again and again on the way back from the end of the stack. */
    private static void onTheWayUp(int depth, Runnable use) {
        try {
            up(use, depth < DEEP ? 1 : STEP, 0);
        } catch (StackOverflowError expected) {
            return;
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void up(Runnable use, int step, int calls) {
        try {
            up(use, step, calls + 1);
        } catch (StackOverflowError e) {
            if (calls % step == 0) use.run();
            throw e;
        }
    }

    private static void check(boolean right, String what) {
        if (!right) throw new AssertionError(what);
    }
}
