package io.strait.bench;

import io.strait.coroutine.Coroutine;
import jdk.internal.vm.Continuation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The workload of jamboree/co2: a coroutine that suspends for ever, made and run to its first
/// suspension outside the measurement; one operation is one resume and one suspend. Beside it the
/// bare continuation, which is the floor, and the cost of measuring nothing.
public class SwitchBenchmark extends Measured {
    private static final Module MODULE = Coroutine.class.getModule();

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

    /// Resume and suspend of a coroutine.
    ///
    /// @return what it suspended with
    @Benchmark
    public Object coroutine() {
        return coroutine.resume(this);
    }

    /// The same in a JVM where no lock guard looks and no coroutine has scoped values of its own:
    /// what they cost is the difference.
    ///
    /// @return what it suspended with
    @Benchmark
    @Fork(
            value = 3,
            jvmArgsAppend = {
                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                "-Dio.strait.lockGuard=off",
                "-XX:+AlwaysPreTouch",
                "-Xms1g",
                "-Xmx1g"
            })
    public Object unguarded() {
        return coroutine.resume(this);
    }

    /// JMH's forks also have the options of the JVM that starts them, which must not give the
    /// unguarded one what it is to be without.
    ///
    /// @param params whose fork it is
    @Setup
    public void checkTheGuard(BenchmarkParams params) {
        boolean unguarded = params.getBenchmark().endsWith(".unguarded");
        boolean exported = Object.class.getModule().isExported("jdk.internal.misc", MODULE);
        if (unguarded && exported)
            throw new IllegalStateException("jdk.internal.misc is exported to the unguarded one");
    }
}
