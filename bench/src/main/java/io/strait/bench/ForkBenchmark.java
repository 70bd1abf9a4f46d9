package io.strait.bench;

import io.strait.bench.rivals.KotlinCoroutines;
import io.strait.bench.rivals.Scopes;
import io.strait.bench.rivals.VirtualThreads;
import io.strait.task.Loop;
import io.strait.task.TaskScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A child that does nothing, forked and joined. One operation opens a scope, forks the child in
/// it, waits for it, and closes the scope. The methods whose name says `open` leave out the scope:
/// the child is forked in one that stays open, or in none.
///
/// All of it runs on one thread. The tasks have the loop of a `main`, Kotlin's coroutines have
/// `runBlocking`, and the virtual threads have one carrier, the parent being one of them: with as
/// many carriers as there are cores, which is the default, each child wakes another thread. That is
/// [#virtualThreadDefault].
@OperationsPerInvocation(ForkBenchmark.FORKS)
@Fork(jvmArgsPrepend = {"--enable-preview", VirtualThreads.CARRIERS, VirtualThreads.ONE})
public class ForkBenchmark extends Measured {
    static final int FORKS = 1_000;

    private final Scopes jdk = Scopes.load("JdkScopes");
    private final Scopes jox = Scopes.load("JoxScopes");

    /// `TaskScope.run`, in it `fork` and `join`.
    ///
    /// @return how many children have run
    /// @throws Exception never
    @Benchmark
    public int task() throws Exception {
        return checked(
                Loop.run(
                        () -> {
                            int[] ended = new int[1];
                            for (int i = 0; i < FORKS; i++) {
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(() -> ended[0]++);
                                            return scope.join();
                                        });
                            }
                            return ended[0];
                        }));
    }

    /// `fork` in a scope that stays open, and the subtask's `join`.
    ///
    /// @return how many children have run
    /// @throws Exception never
    @Benchmark
    public int taskOpen() throws Exception {
        return checked(
                Loop.run(
                        () ->
                                TaskScope.run(
                                        scope -> {
                                            int[] ended = new int[1];
                                            for (int i = 0; i < FORKS; i++)
                                                scope.fork(() -> ended[0]++).join();
                                            return ended[0];
                                        })));
    }

    /// `StructuredTaskScope.open`, `fork`, `join` and `close`.
    ///
    /// @return how many children have run
    @Benchmark
    public int virtualThread() {
        return checked(jdk.forkAndJoin(FORKS));
    }

    /// The same, with as many carriers as there are cores.
    ///
    /// @return how many children have run
    @Benchmark
    @Fork(jvmArgsPrepend = "--enable-preview")
    public int virtualThreadDefault() {
        return checked(jdk.forkAndJoin(FORKS));
    }

    /// `Thread.startVirtualThread` and the thread's `join`.
    ///
    /// @return how many children have run
    @Benchmark
    public int virtualThreadOpen() {
        return checked(VirtualThreads.startAndJoin(FORKS));
    }

    /// Jox's `Scopes.supervised`, `fork` and the fork's `join`.
    ///
    /// @return how many children have run
    @Benchmark
    public int jox() {
        return checked(jox.forkAndJoin(FORKS));
    }

    /// `coroutineScope` around `launch`.
    ///
    /// @return how many children have run
    @Benchmark
    public int kotlin() {
        return checked(KotlinCoroutines.launchInScope(FORKS));
    }

    /// `launch` and the job's `join`.
    ///
    /// @return how many children have run
    @Benchmark
    public int kotlinOpen() {
        return checked(KotlinCoroutines.launchAndJoin(FORKS));
    }

    private static int checked(int ended) {
        if (ended != FORKS) throw new IllegalStateException(ended + " of " + FORKS + " have run");
        return ended;
    }
}
