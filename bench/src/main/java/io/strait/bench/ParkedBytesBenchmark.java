package io.strait.bench;

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
