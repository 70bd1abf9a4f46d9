package io.strait.task;

import static io.strait.task.Loop.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One wait: look, park, look again.
class WaitTest {
    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final List<Object> log = new ArrayList<>();

    private Job awaitsFor(long nanos) {
        return Job.started(loop, self -> log.add(gate.awaitUntil(self, loop.deadlineIn(nanos))));
    }

    @Test
    void aWakeUpIsAHintAndTheTaskLooksForItself() {
        Job job = Job.started(loop, self -> gate.await(self));
        gate.wake();
        assertThat(gate.looks).isEqualTo(1);
        assertThat(gate.waiter()).isSameAs(job);
        job.wake(); // not by the wait: that is the same
        assertThat(gate.looks).isEqualTo(2);
        gate.open();
        assertThat(gate.looks).isEqualTo(3);
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void aWakeUpThatNobodyWaitsForDoesNothing() {
        gate.wake();
        assertThat(gate.isWaiting()).isFalse();
        assertThat(gate.waiter()).isNull();
        assertThat(loop.queued()).isZero();
    }

    @Test
    void itIsWaitingUntilTheTaskRunsAgain() {
        Job job = Job.started(loop, self -> gate.await(self));
        Job.started(
                loop,
                other -> {
                    gate.open();
                    log.add(gate.waiter());
                });
        assertThat(log).containsExactly(job);
        assertThat(gate.isWaiting()).isFalse();
        assertThat(gate.waiter()).isNull();
    }

    @Test
    void aSecondWaiterIsRefusedAndTheFirstGoesOn() {
        Job first = new Job("the first", loop, self -> gate.await(self));
        first.start();
        Job second = Job.started(loop, self -> gate.awaitUntil(self, loop.deadlineIn(1000)));
        assertThat(second.failure)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("another task waits here: the first");
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
        gate.open();
        assertThat(first.hasEnded()).isTrue();
    }

    @Test
    void oneThatIsGivenUpDoesNotKeepTheWaitForItself() {
        Job stubborn =
                Job.started(
                        loop,
                        self -> {
                            gate.await(self);
                            self.cancel("done");
                            while (true) log.add(catchThrowable(() -> gate.await(self)));
                        });
        gate.open();
        assertThat(stubborn.hasEnded()).isTrue();
        Job next = Job.started(loop, self -> gate.await(self));
        gate.open();
        assertThat(next.hasEnded()).isTrue();
        assertThat(next.failure).isNull();
    }

    @Test
    void cancelledAtTheEntryItThrowsAlthoughTheConditionHolds() {
        gate.open();
        Job job =
                Job.started(
                        loop,
                        self -> {
                            self.cancel("done");
                            log.add(catchThrowable(() -> gate.await(self)));
                        });
        assertThat(log).hasOnlyElementsOfType(Cancelled.class);
        assertThat(gate.looks).isZero();
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void afterAWakeUpTheConditionWinsOverTheDeadline() {
        loop.schedule(gate::open, 1000); // before the wait's own timer, at the same time
        awaitsFor(1000);
        loop.advance(Duration.ofNanos(1000));
        assertThat(log).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000, Integer.MAX_VALUE, 1L << 60})
    void theDeadlineIsNeitherEarlyNorLate(long nanos) {
        awaitsFor(nanos);
        loop.advance(Duration.ofNanos(nanos - 1));
        assertThat(log).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(log).containsExactly(false);
        assertThat(gate.isWaiting()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aDeadlineThatHasPassedParksOnceAndIsOver(long nanos) {
        awaitsFor(nanos);
        loop.advance(Duration.ofNanos(1));
        assertThat(log).containsExactly(false);
    }

    @Test
    void noDeadlineNeedsNoTimer() {
        awaitsFor(NO_DEADLINE);
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
        loop.advance(Duration.ofDays(100_000));
        assertThat(log).isEmpty();
        gate.open();
        assertThat(log).containsExactly(true);
    }

    @Test
    void theClockMayWrapAround() {
        ManualLoop late = new ManualLoop(Long.MAX_VALUE - 500);
        Gate gate = new Gate(late);
        Job.started(late, self -> log.add(gate.awaitUntil(self, late.deadlineIn(1000))));
        late.advance(Duration.ofNanos(999));
        assertThat(log).isEmpty();
        late.advance(Duration.ofNanos(1));
        assertThat(log).containsExactly(false);
    }

    @Test
    void aDeadlineDoesNotEndTheWaitThatFollows() {
        Job.started(
                loop,
                self -> {
                    log.add(gate.awaitUntil(self, loop.deadlineIn(1000)));
                    gate.close();
                    gate.await(self);
                    log.add("passed");
                });
        gate.open();
        loop.advance(Duration.ofNanos(5000));
        assertThat(log).containsExactly(true);
        gate.open();
        assertThat(log).containsExactly(true, "passed");
    }

    @Test
    void aWakeUpFromAnotherThreadIsACommandOfTheLoop() throws InterruptedException {
        Job job = Job.started(loop, self -> gate.await(self));
        Elsewhere.run(gate::open);
        assertThat(gate.looks).isZero();
        loop.runAll();
        assertThat(job.hasEnded()).isTrue();
    }

    /// Another thread opens it when the task has looked, and has not parked yet.
    private boolean passesIfOpenedBeforeThePark(Runnable wake) {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            Elsewhere.run(
                                    () -> {
                                        gate.openSilently();
                                        wake.run();
                                    });
                            gate.await(self);
                        });
        loop.runAll();
        return job.hasEnded();
    }

    @Test
    void aWakeUpFromAnotherThreadBetweenTheLookAndTheParkIsNotLost() {
        assertThat(passesIfOpenedBeforeThePark(gate::wake)).isTrue();
    }

    @Test
    void whoLooksOnTheOtherThreadWhetherATaskWaitsLosesIt() {
        Runnable broken =
                () -> {
                    if (gate.isWaiting()) gate.wake();
                };
        assertThat(passesIfOpenedBeforeThePark(broken)).isFalse();
    }

    @Test
    void itTellsItsUsualTaskFromOthers() {
        Job usual = new Job("usual", loop, self -> {});
        Named wait = new Named(loop, usual);
        Job other = Job.started(loop, wait::pass);
        assertThat(wait.usual(usual)).isTrue();
        assertThat(wait.usual(other)).isFalse();
        assertThat(wait.waiter()).isSameAs(other);
        wait.wake();
        assertThat(wait.waiter()).isNull();
    }

    private static final class Named extends Wait {
        Named(Loop loop, Task usual) {
            super(loop, usual);
        }

        void pass(Job task) {
            await(task);
        }

        boolean usual(Task task) {
            return usual() == task;
        }

        @Override
        protected boolean isOver() {
            return true;
        }
    }
}
