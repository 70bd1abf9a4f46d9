package io.strait.bench.rivals;

import com.softwaremill.jox.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The JDK's virtual threads, without scopes. How many carriers they have is for who starts the
/// JVM: see [#CARRIERS] and [#ONE].
public final class VirtualThreads {
    /// With [#ONE], gives all virtual threads one carrier. Without them there is one for each core,
    /// and a thread that wakes another wakes a core as well.
    public static final String CARRIERS = "-Djdk.virtualThreadScheduler.parallelism=1";

    /// See [#CARRIERS].
    public static final String ONE = "-Djdk.virtualThreadScheduler.maxPoolSize=1";

    private static final Integer ITEM = 1;

    private VirtualThreads() {}

    /// Runs code on a virtual thread, and waits for it on the calling one.
    ///
    /// @param code what it runs
    /// @return what that returned
    public static int call(Callable<Integer> code) {
        FutureTask<Integer> outcome = new FutureTask<>(code);
        Thread.startVirtualThread(outcome);
        try {
            return outcome.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Starts a thread that does nothing, and waits for it; again and again.
    ///
    /// @param times how often
    /// @return how many of them have run
    public static int startAndJoin(int times) {
        return call(
                () -> {
                    int[] ended = new int[1];
                    for (int i = 0; i < times; i++)
                        Thread.startVirtualThread(() -> ended[0]++).join();
                    return ended[0];
                });
    }

    /// Has one thread put items, and another one take them.
    ///
    /// @param queue between the two
    /// @param items how many
    /// @return how many were taken
    public static int pass(BlockingQueue<Integer> queue, int items) {
        return pass(() -> queue.put(ITEM), queue::take, items);
    }

    /// Has one thread put items, and another one take them.
    ///
    /// @param channel between the two
    /// @param items how many
    /// @return how many were taken
    public static int pass(Channel<Integer> channel, int items) {
        return pass(() -> channel.send(ITEM), channel::receive, items);
    }

    @FunctionalInterface
    private interface Put {
        void run() throws InterruptedException;
    }

    private static int pass(Put put, Callable<Integer> take, int items) {
        Thread.startVirtualThread(
                () -> {
                    try {
                        for (int i = 0; i < items; i++) put.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return call(
                () -> {
                    int taken = 0;
                    for (int i = 0; i < items; i++) taken += take.call();
                    return taken;
                });
    }

    /// Puts an item into a queue and takes it out again, with a limit of five seconds for that
    /// alone.
    ///
    /// @param times how often
    /// @return how many items were taken
    public static int pollInTime(int times) {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        return call(
                () -> {
                    int taken = 0;
                    for (int i = 0; i < times; i++) {
                        queue.add(ITEM);
                        if (queue.poll(5, TimeUnit.SECONDS) != null) taken++;
                    }
                    return taken;
                });
    }

    /// Parks so many threads in the `take` of an empty queue, then ends them.
    ///
    /// @param count how many
    /// @param depth how many calls deep
    /// @param whenParked runs on the calling thread while they are parked
    /// @return how many were parked, and then got an item
    public static int park(int count, int depth, Runnable whenParked) {
        LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        int[] taken = new int[1]; // guarded by itself
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++)
            threads[i] = Thread.startVirtualThread(() -> take(queue, depth, taken));
        for (Thread thread : threads)
            while (thread.getState() != Thread.State.WAITING) LockSupport.parkNanos(100_000);
        whenParked.run();
        for (int i = 0; i < count; i++) queue.add(ITEM);
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        synchronized (taken) {
            return taken[0];
        }
    }

    private static void take(BlockingQueue<Integer> queue, int depth, int[] taken) {
        int item = descend(queue, depth);
        synchronized (taken) {
            taken[0] += item;
        }
    }

    private static int descend(BlockingQueue<Integer> queue, int depth) {
        if (depth > 0) return descend(queue, depth - 1) + 0;
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
