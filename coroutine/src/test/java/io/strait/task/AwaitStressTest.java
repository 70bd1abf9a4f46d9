package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.coroutine.JvmMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Other threads complete the futures that a loop's tasks wait for, each at another moment relative
/// to the park, while waits are cancelled and time out. Every value is had once.
/// `-Dstrait.await.futures=1000000` tries so many.
@Tag("slow")
@Timeout(600)
class AwaitStressTest {
    private static final int FUTURES =
            Integer.getInteger("strait.await.futures", JvmMode.scaled(60_000));
    private static final int TASKS = 16;
    private static final int THREADS = 2;

    /// A way to wait for a future.
    @FunctionalInterface
    private interface Waiting {
        int await(CompletableFuture<Integer> future) throws ExecutionException;
    }

    private final BlockingQueue<Runnable> completions = new LinkedBlockingQueue<>();
    private volatile long lastProgress = System.nanoTime();
    private volatile boolean stuck;
    private int values;
    private int givenUp;
    private final List<Throwable> failures = new ArrayList<>();

    private void completeAll() {
        try {
            while (true) completions.take().run();
        } catch (InterruptedException end) {
            // It is over.
        }
    }

    /* Later than now by another time each. */
    private static void complete(CompletableFuture<Integer> future, int value, int spins) {
        for (int i = 0; i < spins; i++) Thread.onSpinWait();
        future.complete(value);
    }

    private void waitForMany(Waiting waiting, int count, int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            int value = i;
            CompletableFuture<Integer> future = new CompletableFuture<>();
            int spins = random.nextInt(2000);
            completions.add(() -> complete(future, value, spins));
            int kind = random.nextInt(4);
            boolean[] had = new boolean[1];
            if (kind == 0) {
                Duration limit = Duration.ofNanos(random.nextInt(100_000));
                Deadline.moveOnAfter(limit, () -> had[0] = take(waiting, future, value));
            } else if (kind == 1) {
                TaskScope.run(
                        scope -> {
                            var child = scope.fork(() -> had[0] = take(waiting, future, value));
                            for (int j = random.nextInt(5); j > 0; j--) Task.yieldNow();
                            child.cancel("at random");
                            return null;
                        });
            }
            if (!had[0]) {
                if (kind < 2) givenUp++;
                take(waiting, future, value);
            }
            values++;
            lastProgress = System.nanoTime();
        }
    }

    private boolean take(Waiting waiting, CompletableFuture<Integer> future, int value)
            throws ExecutionException {
        assertThat(waiting.await(future)).isEqualTo(value);
        return true;
    }

    /* True if all values came; false as soon as nothing happens for so long. */
    private boolean run(Waiting waiting, int futures, long patienceMillis) {
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) threads[i] = Thread.ofPlatform().start(this::completeAll);
        ThreadLoop loop = new ThreadLoop();
        int[] running = {TASKS};
        for (int i = 0; i < TASKS; i++) {
            int seed = i;
            Job job = new Job(loop, self -> waitForMany(waiting, futures / TASKS, seed));
            job.atEnd =
                    () -> {
                        if (job.failure != null) failures.add(job.failure);
                        if (--running[0] == 0) loop.end();
                    };
            loop.execute(job::start);
        }
        look(loop, patienceMillis);
        loop.run();
        for (Thread thread : threads) thread.interrupt();
        return !stuck;
    }

    private void look(Loop loop, long patienceMillis) {
        loop.schedule(
                () -> {
                    if (System.nanoTime() - lastProgress < patienceMillis * 1_000_000) {
                        look(loop, patienceMillis);
                    } else {
                        stuck = true;
                        ((ThreadLoop) loop).end();
                    }
                },
                patienceMillis * 100_000);
    }

    @Test
    void noValueIsLostOrHadTwice() {
        assertThat(run(Await::await, FUTURES, 20_000)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(values).isEqualTo(FUTURES / TASKS * TASKS);
        assertThat(givenUp).isPositive();
    }

    /// Looks on the foreign thread whether somebody waits, and doesn't look again before it parks.
    private static final class Careless extends Wait {
        private final CompletableFuture<Integer> future;
        private volatile boolean parks;

        Careless(Loop loop, CompletableFuture<Integer> future) {
            super(loop, null);
            this.future = future;
        }

        static int await(CompletableFuture<Integer> future) {
            Task task = Task.current();
            Careless wait = new Careless(task.loop(), future);
            if (!future.isDone()) {
                var _ =
                        future.whenComplete(
                                (value, failure) -> {
                                    if (wait.parks) wait.wake();
                                });
                for (int i = 0; i < 10; i++) WakeUpStressTest.pause(); // it may be done meanwhile
                wait.parks = true;
                wait.await(task);
            }
            return future.join();
        }

        @Override
        protected boolean isOver() {
            return future.isDone();
        }
    }

    @Test
    void onesThatDoNotLookAgainLoseOne() {
        assertThat(run(Careless::await, 100 * FUTURES, 1000)).isFalse();
    }
}
