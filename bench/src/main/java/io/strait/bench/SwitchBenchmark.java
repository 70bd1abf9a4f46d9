package io.strait.bench;

import io.strait.coroutine.Coroutine;
import jdk.internal.vm.Continuation;
import org.openjdk.jmh.annotations.Benchmark;

/// The workload of jamboree/co2: a coroutine that suspends for ever, made and run to its first
/// suspension outside the measurement; one operation is one resume and one suspend. Beside it the
/// bare continuation, which is the floor, and the cost of measuring nothing.
public class SwitchBenchmark extends Measured {
    private final Continuation continuation = Parked.continuation(0);
    private final Coroutine<Object, Object> coroutine = Parked.coroutine(0);

    /// What the harness adds to each of the others.
    @Benchmark
    public void empty() {}

    /// Resume and suspend of the JDK's own continuation.
    @Benchmark
    public void continuation() {
        continuation.run();
    }

    /// The same, and an object that is made in between: what real code does all the time, and what
    /// on some processors makes the switch slower.
    ///
    /// @return the object
    @Benchmark
    public Object continuationAndObject() {
        continuation.run();
        return new long[8];
    }

    /// Resume and suspend of a coroutine, and an object that is made in between.
    ///
    /// @return the object
    @Benchmark
    public Object coroutineAndObject() {
        coroutine.resume(this);
        return new long[8];
    }

    /// The object alone.
    ///
    /// @return the object
    @Benchmark
    public Object object() {
        return new long[8];
    }

    /// Resume and suspend of a coroutine.
    ///
    /// @return what it suspended with
    @Benchmark
    public Object coroutine() {
        return coroutine.resume(this);
    }
}
