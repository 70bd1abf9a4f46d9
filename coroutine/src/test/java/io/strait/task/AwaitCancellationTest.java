package io.strait.task;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Waits for futures that are cut short, in the time of a [ManualLoop].
@Timeout(60)
class AwaitCancellationTest extends AwaitFixture {
    @Test
    void aCancelledWaitLeavesTheFutureAlone() {
        Job job = runAndLog(() -> Await.await(future));
        job.cancel("done");
        assertThat(thrown()).isExactlyInstanceOf(Cancelled.class).hasMessage("done");
        assertThat(future.isDone()).isFalse();
    }

    @Test
    void aLaterWaitGetsWhatATimedOutOneDidNot() {
        runAndLog(
                () -> {
                    boolean inTime =
                            Deadline.moveOnAfter(ofSeconds(1), () -> log.add(Await.await(future)));
                    log.add(inTime);
                    return Await.await(future);
                });
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly(false);
        future.complete("late");
        assertThat(log).containsExactly(false, "late");
    }

    @Test
    void aWaitThatWasGivenUpLeavesNothingBehindInTheFuture() {
        for (int i = 0; i < 100; i++) runAndLog(() -> Await.await(future)).cancel("done");
        assertThat(future.getNumberOfDependents()).isLessThanOrEqualTo(1);
    }

    @Test
    void aCompletionAfterTheWaitWakesNobody() throws InterruptedException {
        run(self -> Await.await(future)).cancel("done");
        Elsewhere.run(() -> future.complete("late"));
        assertThat(loop.queued()).isZero();
    }

    @Test
    void aCancelledTaskDoesNotTakeAValueThatIsThere() {
        future.complete("value");
        Job job =
                run(
                        self -> {
                            self.cancel("early");
                            log.add(Await.await(future));
                        });
        assertThat(job.hasEnded()).isTrue();
        assertThat(log).isEmpty();
    }

    @Test
    void aValueWinsOverACancellationOfTheSameMoment() {
        Job job = runAndLog(() -> Await.await(future));
        run(
                other -> {
                    job.cancel("at once");
                    future.complete("value");
                });
        assertThat(log).containsExactly("value");
    }

    @Test
    void aCancellingWaitCancelsTheFutureWithItself() {
        Job job = runAndLog(() -> Await.cancelling(future));
        job.cancel("done");
        assertThat(future.isCancelled()).isTrue();
        assertThat(thrown()).isExactlyInstanceOf(Cancelled.class);
    }

    @Test
    void aCancellingWaitWhoseTimeIsOverCancelsTheFuture() {
        runAndLog(() -> Deadline.failAfter(ofSeconds(1), () -> Await.cancelling(future)));
        loop.advance(ofSeconds(1));
        assertThat(future.isCancelled()).isTrue();
        assertThat(thrown()).isExactlyInstanceOf(CancelledByTimeoutException.class);
    }

    @Test
    void aCancellingWaitThatIsServedCancelsNothing() {
        Job job = runAndLog(() -> Await.cancelling(future));
        future.complete("value");
        job.cancel("late");
        assertThat(future.isCancelled()).isFalse();
        assertThat(log).containsExactly("value");
    }

    @Test
    void aFutureThatRefusesToBeCancelledIsTold() {
        IllegalStateException refusal = new IllegalStateException("refused");
        CompletableFuture<String> stubborn =
                new CompletableFuture<>() {
                    @Override
                    public boolean cancel(boolean mayInterrupt) {
                        throw refusal;
                    }
                };
        runAndLog(() -> Await.cancelling(stubborn)).cancel("done");
        assertThat(thrown()).isExactlyInstanceOf(Cancelled.class).hasSuppressedException(refusal);
    }

    /// A program with a handful of waits, cancelled and timed out at each.
    @Test
    void whereverItIsCutShortItEndsOnceAndLosesNothing() {
        int waits = cutShort(Integer.MAX_VALUE, false);
        assertThat(waits).isEqualTo(4);
        for (int at = 1; at <= waits; at++) {
            cutShort(at, false);
            cutShort(at, true);
        }
    }

    private int cutShort(int at, boolean timeOut) {
        log.clear();
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) futures.add(new CompletableFuture<>());
        int[] slices = new int[1];
        Job job =
                new Job(
                        loop,
                        self -> {
                            try {
                                Deadline.failAfter(
                                        ofSeconds(10),
                                        () -> {
                                            for (CompletableFuture<Integer> each : futures)
                                                log.add(Await.await(each));
                                        });
                            } finally {
                                log.add("finally");
                            }
                        });
        job.afterSlice =
                () -> {
                    if (job.hasEnded()) return;
                    int slice = ++slices[0];
                    if (slice == at && !timeOut) job.cancel("at " + at);
                    else if (slice == at) loop.schedule(() -> {}, TimeUnit.SECONDS.toNanos(20));
                    else futures.get(slice - 1).complete(slice);
                };
        job.start();
        loop.advance(ofSeconds(20));
        assertThat(job.hasEnded()).isTrue();
        int served = Math.min(at - 1, futures.size());
        List<Object> expected = new ArrayList<>();
        for (int i = 1; i <= served; i++) expected.add(i);
        expected.add("finally");
        assertThat(log).isEqualTo(expected);
        for (CompletableFuture<Integer> each : futures) {
            each.complete(0);
            assertThat(each.getNumberOfDependents()).isZero();
        }
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
        return slices[0];
    }
}
