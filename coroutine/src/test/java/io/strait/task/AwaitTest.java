package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Waits for futures, in the time of a [ManualLoop].
@Timeout(60)
class AwaitTest extends AwaitFixture {
    /* For what other threads complete. */
    private void runUntilEnd(Job job) {
        while (!job.hasEnded()) {
            loop.runAll();
            Thread.onSpinWait();
        }
    }

    @Test
    void itParksUntilTheFutureIsDone() {
        Job job = runAndLog(() -> Await.await(future));
        assertThat(job.isWaiting()).isTrue();
        future.complete("value");
        assertThat(log).containsExactly("value");
    }

    @Test
    void aFutureThatIsDoneDoesNotParkIt() {
        future.complete("value");
        Job job = runAndLog(() -> Await.await(future) + Await.await((Future<String>) future));
        assertThat(log).containsExactly("valuevalue");
        assertThat(job.told()).containsExactly("end", "slice");
    }

    @Test
    void nullIsAValue() {
        future.complete(null);
        runAndLog(() -> Await.await(future));
        assertThat(log).containsExactly((Object) null);
    }

    @Test
    void itGoesOnOnItsLoopWhicheverThreadCompletes() throws InterruptedException {
        Thread thread = Thread.currentThread();
        run(
                self -> {
                    log.add(Await.await(future));
                    log.add(Thread.currentThread() == thread);
                });
        Elsewhere.run(() -> future.complete("value"));
        assertThat(log).isEmpty();
        loop.runAll();
        assertThat(log).containsExactly("value", true);
    }

    @Test
    void aFailureIsTheCauseOfAnExecutionException() {
        IOException failure = new IOException("on purpose");
        runAndLog(() -> Await.await(future));
        future.completeExceptionally(failure);
        assertThat(thrown())
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
    }

    @Test
    void aCompletionExceptionAroundTheFailureIsTakenOff() {
        IOException failure = new IOException("on purpose");
        CompletableFuture<String> dependent = future.thenApply(String::trim);
        runAndLog(() -> Await.await(dependent));
        future.completeExceptionally(failure);
        assertThat(catchThrowable(dependent::join)).isInstanceOf(CompletionException.class);
        assertThat(thrown())
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
    }

    @Test
    void aCancelledFutureThrowsItsCancellation() {
        CancellationException why = new CancellationException("on purpose");
        Job job = runAndLog(() -> Await.await(future));
        future.completeExceptionally(why);
        assertThat(thrown())
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessageContaining("was cancelled")
                .hasCause(why);
        assertThat(job.failure).isSameAs(thrown());
    }

    @Test
    void oneThatIsAlwaysDoneDoesNotKeepTheOthersWaiting() {
        future.complete("value");
        run(
                self -> {
                    run(other -> log.add("other"));
                    for (int i = 0; i < 200; i++) Await.await(future);
                    log.add("done");
                });
        assertThat(log).containsExactly("other", "done");
    }

    @Test
    void manyMayWaitForTheSameFuture() {
        for (int i = 0; i < 3; i++) runAndLog(() -> Await.await(future));
        future.complete("value");
        assertThat(log).containsExactly("value", "value", "value");
    }

    // Futures of other kinds.

    @Test
    void aStageThatOnlyTellsIsWaitedFor() {
        CompletionStage<String> stage = future.minimalCompletionStage();
        runAndLog(() -> Await.await(stage));
        runAndLog(() -> Await.await((CompletableFuture<String>) stage));
        Future<String> typed = (CompletableFuture<String>) stage;
        runAndLog(() -> Await.await(typed));
        future.complete("value");
        assertThat(log).containsExactly("value", "value", "value");
    }

    @Test
    void aStageThatBecomesNoFutureIsWaitedFor() {
        CompletableFuture<String> strict =
                new CompletableFuture<>() {
                    @Override
                    public CompletableFuture<String> toCompletableFuture() {
                        throw new UnsupportedOperationException();
                    }
                };
        runAndLog(() -> Await.await((CompletionStage<String>) strict));
        strict.completeExceptionally(new IOException("on purpose"));
        assertThat(thrown())
                .isExactlyInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("on purpose");
    }

    @Test
    void aPlainFutureIsWaitedFor() {
        FutureTask<String> plain = new FutureTask<>(() -> "value");
        Job job = runAndLog(() -> Await.await(plain));
        assertThat(job.isWaiting()).isTrue();
        plain.run();
        runUntilEnd(job);
        assertThat(log).containsExactly("value");
    }

    @Test
    void aPlainFuturesFailureIsTheCause() {
        IOException failure = new IOException("on purpose");
        FutureTask<String> plain =
                new FutureTask<>(
                        () -> {
                            throw failure;
                        });
        Job parked = runAndLog(() -> Await.await(plain));
        plain.run();
        runUntilEnd(parked);
        assertThat(thrown()).isExactlyInstanceOf(ExecutionException.class).hasCause(failure);
        log.clear();
        runAndLog(() -> Await.await(plain));
        assertThat(thrown()).isExactlyInstanceOf(ExecutionException.class).hasCause(failure);
    }

    @Test
    void aPlainFutureThatIsCancelledThrows() {
        FutureTask<String> plain = new FutureTask<>(() -> "value");
        Job job = runAndLog(() -> Await.await(plain));
        plain.cancel(false);
        runUntilEnd(job);
        runAndLog(() -> Await.await(plain));
        assertThat(log)
                .hasSize(2)
                .allSatisfy(
                        each -> assertThat(each).isExactlyInstanceOf(CancellationException.class));
    }

    /// The thread that waits for it is gone soon after.
    @Test
    void aWaitForAPlainFutureThatIsGivenUpLeavesNoThreadBehind() throws InterruptedException {
        Thread[] blocked = new Thread[1];
        FutureTask<String> plain =
                new FutureTask<>(() -> "value") {
                    @Override
                    public String get() throws InterruptedException, ExecutionException {
                        synchronized (blocked) {
                            blocked[0] = Thread.currentThread();
                            blocked.notifyAll();
                        }
                        return super.get();
                    }
                };
        Job job = runAndLog(() -> Await.await(plain));
        synchronized (blocked) {
            while (blocked[0] == null) blocked.wait();
        }
        job.cancel("done");
        assertThat(thrown()).isExactlyInstanceOf(Cancelled.class);
        assertThat(plain.isDone()).isFalse();
        assertThat(blocked[0].join(java.time.Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void outsideOfATaskItIsRefused() {
        assertThatThrownBy(() -> Await.await(future))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start one, with Loop.run()");
    }
}
