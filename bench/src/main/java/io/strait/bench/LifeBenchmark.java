package io.strait.bench;

import io.strait.coroutine.Coroutine;
import jdk.internal.vm.Continuation;
import org.openjdk.jmh.annotations.Benchmark;

/// Making a coroutine and running it to its end, without a suspension.
public class LifeBenchmark extends Measured {

    /// What the harness adds to each of the others.
    @Benchmark
    public void empty() {}

    /// The life of the JDK's own continuation.
    ///
    /// @return whether it is done
    @Benchmark
    public boolean continuation() {
        Continuation once = new Continuation(Parked.SCOPE, () -> {});
        once.run();
        return once.isDone();
    }

    /// The life of a coroutine.
    ///
    /// @return what it returned
    @Benchmark
    public Object coroutine() {
        return Coroutine.<Object, Object>create((self, first) -> first).resume(this);
    }
}
