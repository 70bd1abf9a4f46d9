package io.strait.bench;

import io.strait.bench.rivals.KotlinCoroutines;
import io.strait.bench.rivals.VirtualThreads;
import io.strait.coroutine.Coroutine;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import jdk.internal.vm.Continuation;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a parked coroutine keeps in the heap: a million of them, or as many as fit, counted after a
/// garbage collection. The figure is the counter; the time, most of it the collector's, means
/// nothing.
///
/// Beside it a task; and what code that waits for an item of an empty queue keeps, as a task and as
/// what others have for it: all that belongs to it, its place in the queue's line included. Of
/// these there are fewer, since threads are larger. Their calls are not quite the coroutine's, so
/// at depth 100 they compare with each other, not with that.
@BenchmarkMode(Mode.SingleShotTime)
public class ParkedBytesBenchmark extends Measured {
    /// How many calls deep they are parked.
    @Param({"0", "100"})
    int depth;

    /// The figure.
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {
        /// What each one keeps.
        public double bytesEach;
    }

    /// A plain object, whose size is known: whether the method is right.
    ///
    /// @param heap takes the figure
    /// @return what was measured
    @Benchmark
    public Object empty(Heap heap) {
        return measure(heap, Object::new);
    }

    /// The JDK's continuation.
    ///
    /// @param heap takes the figure
    /// @return what was measured
    @Benchmark
    public Object continuation(Heap heap) {
        return measure(
                heap,
                () -> {
                    Continuation parked = Parked.continuation(depth);
                    parked.run();
                    return parked;
                });
    }

    /// A coroutine.
    ///
    /// @param heap takes the figure
    /// @return what was measured
    @Benchmark
    public Object coroutine(Heap heap) {
        return measure(
                heap,
                () -> {
                    Coroutine<Object, Object> parked = Parked.coroutine(depth);
                    parked.resume(heap);
                    return parked;
                });
    }

    /// A task in the least that one can wait in: what it has more than a coroutine.
    ///
    /// @param heap takes the figure
    /// @return how many were parked
    @Benchmark
    public int task(Heap heap) {
        return measure(heap, ParkedTasks::parkBare);
    }

    /// A task that nobody has forked, as a connection's.
    ///
    /// @param heap takes the figure
    /// @return how many were parked
    @Benchmark
    public int taskAtQueue(Heap heap) {
        return measure(heap, ParkedTasks::park);
    }

    /// A task that was forked in a scope.
    ///
    /// @param heap takes the figure
    /// @return how many were parked
    @Benchmark
    public int taskAtQueueForked(Heap heap) {
        return measure(heap, ParkedTasks::forkAndPark);
    }

    /// A virtual thread.
    ///
    /// @param heap takes the figure
    /// @return how many were parked
    @Benchmark
    public int virtualThreadAtQueue(Heap heap) {
        return measure(heap, VirtualThreads::park);
    }

    /// One of Kotlin's coroutines, launched in a scope. It has no stack: of each call that waits it
    /// keeps an object.
    ///
    /// @param heap takes the figure
    /// @return how many were parked
    @Benchmark
    public int kotlinAtQueue(Heap heap) {
        return measure(heap, KotlinCoroutines::park);
    }

    @FunctionalInterface
    private interface Parking {
        int park(int count, int depth, Runnable whenParked);
    }

    private int measure(Heap heap, Parking parking) {
        int count = depth == 0 ? 200_000 : 50_000;
        long before = used();
        int parked =
                parking.park(
                        count, depth, () -> heap.bytesEach = (double) (used() - before) / count);
        if (parked != count) throw new IllegalStateException(parked + " of " + count);
        return parked;
    }

    private Object measure(Heap heap, Supplier<Object> make) {
        Object[] all = new Object[depth == 0 ? 1_000_000 : 50_000];
        long before = used();
        for (int i = 0; i < all.length; i++) all[i] = make.get();
        heap.bytesEach = (double) (used() - before) / all.length;
        return all;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
