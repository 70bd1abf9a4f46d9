package io.strait.bench;

import io.strait.bench.rivals.KotlinCoroutines;
import io.strait.task.Await;
import io.strait.task.Loop;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Waiting for a future that is done, as those of caches and pools often are. Nothing parks. Beside
/// it the least that it can cost, which is to ask the future: what a virtual thread does.
@OperationsPerInvocation(AwaitBenchmark.AWAITS)
public class AwaitBenchmark extends Measured {
    static final int AWAITS = 10_000;

    private final CompletableFuture<Integer> done = CompletableFuture.completedFuture(1);

    /// `CompletableFuture.get`.
    ///
    /// @return the sum of the results
    /// @throws Exception never
    @Benchmark
    public int floor() throws Exception {
        int sum = 0;
        for (int i = 0; i < AWAITS; i++) sum += done.get();
        return checked(sum);
    }

    /// `Await.await`. After each 128 of them the task goes to the back of the queue, as all that
    /// need not wait do.
    ///
    /// @return the sum of the results
    /// @throws Exception never
    @Benchmark
    public int task() throws Exception {
        return checked(
                Loop.run(
                        () -> {
                            int sum = 0;
                            for (int i = 0; i < AWAITS; i++) sum += Await.await(done);
                            return sum;
                        }));
    }

    /// Kotlin's `await` of the same kind of future.
    ///
    /// @return the sum of the results
    @Benchmark
    public int kotlin() {
        return checked(KotlinCoroutines.awaitFuture(done, AWAITS));
    }

    /// Kotlin's `await` of one of its own.
    ///
    /// @return the sum of the results
    @Benchmark
    public int kotlinDeferred() {
        return checked(KotlinCoroutines.awaitDeferred(AWAITS));
    }

    private static int checked(int sum) {
        if (sum != AWAITS) throw new IllegalStateException(sum + " of " + AWAITS);
        return sum;
    }
}
