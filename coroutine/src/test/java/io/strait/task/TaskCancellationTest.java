package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// What a cancellation does in each state of a task, and to code that won't have it.
class TaskCancellationTest {
    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final List<String> log = new ArrayList<>();

    private void awaitAndLog(Job self) {
        try {
            gate.await(self);
            log.add("passed");
        } catch (Cancelled cancelled) {
            log.add(cancelled.getMessage());
            throw cancelled;
        }
    }

    @Test
    void theWaitThrowsAndItIsNoFailure() {
        Job job = Job.started(loop, this::awaitAndLog);
        job.cancel("no longer needed");
        assertThat(log).containsExactly("no longer needed");
        assertThat(job.told()).containsExactly("slice", "end", "slice");
        assertThat(job.failure).isNull();
    }

    @Test
    void oneThatHasNotStartedRunsUpToItsFirstWait() {
        Job job =
                new Job(
                        loop,
                        self -> {
                            log.add("runs");
                            awaitAndLog(self);
                        });
        job.cancel("early");
        assertThat(log).isEmpty();
        job.start();
        assertThat(log).containsExactly("runs", "early");
        assertThat(gate.looks).isZero();
    }

    @Test
    void aRunningOneThrowsAtItsNextWait() {
        Job job =
                new Job(
                        loop,
                        self -> {
                            self.cancel("by itself");
                            log.add("goes on");
                            awaitAndLog(self);
                        });
        job.start();
        assertThat(log).containsExactly("goes on", "by itself");
    }

    @Test
    void aWokenOneWhoseConditionHoldsPasses() {
        Job job = Job.started(loop, this::awaitAndLog);
        Job.started(
                loop,
                other -> {
                    gate.open();
                    job.cancel("too late");
                });
        assertThat(log).containsExactly("passed");
    }

    @Test
    void aWokenOneWhoseConditionDoesNotHoldThrows() {
        Job job = Job.started(loop, this::awaitAndLog);
        Job.started(
                loop,
                other -> {
                    job.wake();
                    job.cancel("in time");
                });
        assertThat(log).containsExactly("in time");
        assertThat(gate.looks).isEqualTo(1);
    }

    @Test
    void afterTheEndItDoesNothing() {
        Job job = Job.started(loop, self -> log.add("runs"));
        job.cancel("too late");
        loop.runAll();
        assertThat(log).containsExactly("runs");
        assertThat(job.told()).containsExactly("end", "slice");
    }

    @Test
    void theFirstReasonIsTheOne() {
        Job job = new Job(loop, this::awaitAndLog);
        job.cancel("first");
        job.cancel("second");
        job.start();
        assertThat(log).containsExactly("first");
    }

    @Test
    void everyFurtherWaitThrowsToo() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            for (int i = 0; i < 3; i++) log.add(thrownByWaiting(self));
                        });
        job.cancel("done");
        assertThat(log).containsExactly("done", "done", "done");
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isNull();
    }

    private String thrownByWaiting(Job self) {
        Throwable thrown = catchThrowable(() -> gate.await(self));
        assertThat(thrown).isExactlyInstanceOf(Cancelled.class);
        return thrown.getMessage();
    }

    @Test
    void anotherFailureOfACancelledOneIsTold() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            try {
                                gate.await(self);
                            } finally {
                                throwOnPurpose();
                            }
                        });
        job.cancel("done");
        assertThat(job.failure).isExactlyInstanceOf(IllegalStateException.class);
    }

    private static void throwOnPurpose() {
        throw new IllegalStateException("on purpose");
    }

    @Test
    void aCancellationExceptionThatNobodyOrderedIsAFailure() {
        CancellationException ofAFuture = new CancellationException("a future's");
        Job job =
                Job.started(
                        loop,
                        self -> {
                            throw ofAFuture;
                        });
        assertThat(job.failure).isSameAs(ofAFuture);
    }

    @Test
    void fromAnotherThreadItIsACommandOfTheLoop() throws InterruptedException {
        Job job = Job.started(loop, this::awaitAndLog);
        Elsewhere.run(() -> job.cancel("from elsewhere"));
        assertThat(log).isEmpty();
        loop.runAll();
        assertThat(log).containsExactly("from elsewhere");
    }

    private void swallow(Job self) {
        while (true) {
            try {
                gate.await(self);
            } catch (Cancelled swallowed) {
                log.add("swallowed");
            }
        }
    }

    @Test
    void whoSwallowsItAHundredTimesIsGivenUp() {
        Job job = Job.started(loop, this::swallow);
        job.cancel("done");
        assertThat(log).hasSize(100);
        assertThat(job.told()).containsExactly("slice", "end", "slice");
        assertThat(job.failure)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "job is given up: it caught the error Cancelled 100 times and went on"
                                + " waiting; let it pass");
        job.wake();
        job.cancel("again");
        loop.runAll();
        assertThat(job.told()).hasSize(3);
    }

    @Test
    void whoSwallowsItDoesNotKeepTheOthersWaiting() {
        Job stubborn = Job.started(loop, this::swallow);
        Job other = Job.started(loop, self -> new Gate(loop).await(self));
        Job.started(
                loop,
                self -> {
                    stubborn.cancel("done");
                    other.cancel("done");
                });
        assertThat(other.hasEnded()).isTrue();
        assertThat(loop.queued()).isZero();
    }

    /// With a monitor held it can't be put away, so that is tried again at the next wait.
    @Test
    void whoSwallowsItUnderAMonitorIsGivenUpOutsideOfIt() {
        Object monitor = new Object();
        int[] swallowed = new int[1];
        Job job =
                Job.started(
                        loop,
                        self -> {
                            self.cancel("done");
                            while (swallowed[0] < 1000) {
                                try {
                                    if (swallowed[0] < 150) {
                                        synchronized (monitor) {
                                            gate.await(self);
                                        }
                                    } else {
                                        gate.await(self);
                                    }
                                } catch (Cancelled | RuntimeException e) {
                                    swallowed[0]++;
                                }
                            }
                        });
        assertThat(swallowed[0]).isEqualTo(150);
        assertThat(job.failure).hasMessageStartingWith("job is given up");
    }
}
