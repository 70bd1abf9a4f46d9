package io.strait.bench;

import io.strait.coroutine.Coroutine;
import jdk.internal.vm.Continuation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Resume and suspend below `depth` calls. *Parked* there, none of the calls returns. *Unwinding*,
/// all of them return and are made again, so that the JVM has to bring back every frame.
public class DepthBenchmark extends Measured {
    /// How many calls deep it suspends.
    @Param({"10", "100", "1000"})
    int depth;

    private Continuation parked = Parked.continuation(0);
    private Continuation unwinding = Parked.unwinding(0);
    private Coroutine<Object, Object> parkedCoroutine = Parked.coroutine(0);
    private Coroutine<Object, Object> unwindingCoroutine = Parked.unwindingCoroutine(0);

    /// Makes all four. Those that a benchmark doesn't use never start.
    @Setup
    public void create() {
        parked = Parked.continuation(depth);
        unwinding = Parked.unwinding(depth);
        parkedCoroutine = Parked.coroutine(depth);
        unwindingCoroutine = Parked.unwindingCoroutine(depth);
    }

    /// What the harness adds to each of the others.
    @Benchmark
    public void empty() {}

    /// Resume and suspend of a continuation that stays where it is.
    @Benchmark
    public void parkedContinuation() {
        parked.run();
    }

    /// The same of a coroutine.
    ///
    /// @return what it suspended with
    @Benchmark
    public Object parkedCoroutine() {
        return parkedCoroutine.resume(this);
    }

    /// Resume and suspend of a continuation whose calls all return and are made again.
    @Benchmark
    public void unwindingContinuation() {
        unwinding.run();
    }

    /// The same of a coroutine.
    ///
    /// @return what it suspended with
    @Benchmark
    public Object unwindingCoroutine() {
        return unwindingCoroutine.resume(this);
    }
}
