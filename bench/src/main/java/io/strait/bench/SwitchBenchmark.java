package io.strait.bench;

import io.strait.coroutine.Coroutine;
import java.util.concurrent.TimeUnit;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The workload of jamboree/co2: a coroutine that suspends for ever, made and run to its first
/// suspension outside the measurement; one operation is one resume and one suspend. Beside it the
/// bare continuation, which is the floor, and the cost of measuring nothing.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+AlwaysPreTouch",
            "-Xms1g",
            "-Xmx1g"
        })
public class SwitchBenchmark {
    private static final ContinuationScope SCOPE = new ContinuationScope("bench");

    private final Continuation continuation =
            new Continuation(
                    SCOPE,
                    () -> {
                        while (true) Continuation.yield(SCOPE);
                    });

    private final Coroutine<Object, Object> coroutine =
            Coroutine.create(
                    (self, first) -> {
                        while (true) self.suspend(first);
                    });

    /// What the harness adds to each of the others.
    @Benchmark
    public void empty() {}

    /// Resume and suspend of the JDK's own continuation.
    @Benchmark
    public void continuationSwitch() {
        continuation.run();
    }

    /// Resume and suspend of a coroutine.
    ///
    /// @return what it suspended with
    @Benchmark
    public Object coroutineSwitch() {
        return coroutine.resume(this);
    }

    /// A continuation's whole life, without a suspension.
    ///
    /// @return whether it is done
    @Benchmark
    public boolean continuationLife() {
        Continuation once = new Continuation(SCOPE, () -> {});
        once.run();
        return once.isDone();
    }

    /// A coroutine's whole life, without a suspension.
    ///
    /// @return what it returned
    @Benchmark
    public Object coroutineLife() {
        return Coroutine.<Object, Object>create((self, first) -> first).resume(this);
    }
}
