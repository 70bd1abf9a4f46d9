package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.strait.coroutine.Coroutine;
import io.strait.coroutine.Generator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A task's states, what brings it from one to the next, and what is refused in which.
class TaskTest {
    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final List<Object> log = new ArrayList<>();

    private void logThrown(Runnable code) {
        log.add(catchThrowable(code::run));
    }

    @Test
    void aStartedOneRunsAtOnceOnTheCallersStack() {
        Thread caller = Thread.currentThread();
        Job job = Job.started(loop, self -> log.add(Thread.currentThread() == caller));
        assertThat(log).containsExactly(true);
        assertThat(job.hasEnded()).isTrue();
        assertThat(loop.queued()).isZero();
    }

    @Test
    void aWokenOneGoesOnAtOnceOnTheCallersStack() {
        Job job = Job.started(loop, self -> gate.await(self));
        gate.open();
        assertThat(job.hasEnded()).isTrue();
        assertThat(loop.queued()).isZero();
    }

    @Test
    void whatATaskStartsRunsWhenThatOneHasStopped() {
        Job.started(
                loop,
                self -> {
                    Job.started(loop, other -> log.add("started"));
                    log.add("goes on");
                });
        assertThat(log).containsExactly("goes on", "started");
    }

    @Test
    void itsOwnerIsToldOfEachSliceAndOnceOfTheEnd() {
        Job job = new Job(loop, self -> gate.await(self));
        assertThat(job.told()).isEmpty();
        job.start();
        assertThat(job.told()).containsExactly("slice");
        job.wake(); // looks, and parks again
        gate.open();
        assertThat(job.told()).containsExactly("slice", "slice", "end", "slice");
        assertThat(job.failure).isNull();
    }

    static List<Throwable> failures() {
        return List.of(
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new AssertionError("an error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatItsCodeThrowsItsOwnerIsGiven(Throwable thrown) {
        Job job =
                new Job(
                        loop,
                        self -> {
                            gate.await(self);
                            if (thrown instanceof Error error) throw error;
                            throw (Exception) thrown;
                        });
        job.start();
        gate.open();
        assertThat(job.failure).isSameAs(thrown);
        assertThat(job.told()).containsExactly("slice", "end", "slice");
    }

    @Test
    void itStartsOnlyOnce() {
        Job job =
                new Job(
                        loop,
                        self -> {
                            logThrown(self::start);
                            gate.await(self);
                        });
        job.start();
        logThrown(job::start);
        gate.open();
        logThrown(job::start);
        assertThat(log)
                .hasSize(3)
                .allSatisfy(
                        thrown ->
                                assertThat((Throwable) thrown)
                                        .isExactlyInstanceOf(IllegalStateException.class)
                                        .hasMessage("started already: job"));
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void aWakeUpBeforeTheStartDoesNothing() {
        Job job = new Job(loop, self -> log.add("runs"));
        job.wake();
        loop.runAll();
        assertThat(log).isEmpty();
        job.start();
        assertThat(log).containsExactly("runs");
    }

    @Test
    void twoWakeUpsWhileAnotherRunsAreOneLook() {
        Job job = Job.started(loop, self -> gate.await(self));
        Job.started(
                loop,
                self -> {
                    job.wake();
                    job.wake();
                });
        assertThat(gate.looks).isEqualTo(1);
        assertThat(job.told()).containsExactly("slice", "slice");
    }

    @Test
    void aWakeUpOfTheRunningOneDoesNothing() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            self.wake();
                            gate.await(self);
                        });
        loop.runAll();
        assertThat(gate.looks).isZero();
        assertThat(job.isWaiting()).isTrue();
    }

    @Test
    void aWakeUpAfterTheEndDoesNothing() {
        Job job = Job.started(loop, self -> {});
        job.wake();
        loop.runAll();
        assertThat(job.told()).containsExactly("end", "slice");
    }

    @Test
    void aWakeUpFromAnotherThreadIsACommandOfTheLoop() throws InterruptedException {
        Job job = Job.started(loop, self -> gate.await(self));
        Elsewhere.run(job::wake);
        assertThat(gate.looks).isZero();
        assertThat(loop.queued()).isEqualTo(1);
        loop.runAll();
        assertThat(gate.looks).isEqualTo(1);
    }

    @Test
    void aWakeUpFromAnotherThreadAfterTheLoopsEndIsDropped() throws InterruptedException {
        Job job = Job.started(loop, self -> gate.await(self));
        loop.end();
        int looks = gate.looks; // its end has cancelled the job
        Elsewhere.run(job::wake);
        assertThat(gate.looks).isEqualTo(looks);
        assertThat(loop.queued()).isZero();
    }

    @Test
    void aWakeUpOnTheThreadOfAnEndedLoopIsNotLost() {
        Job job = Job.started(loop, self -> gate.await(self));
        loop.end();
        gate.open();
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void itIsWaitingFromThePark() {
        Job job =
                new Job(
                        loop,
                        self -> {
                            log.add(self.isWaiting());
                            gate.await(self);
                        });
        log.add(job.isWaiting());
        job.start();
        log.add(job.isWaiting());
        Job.started(
                loop,
                other -> {
                    gate.open();
                    log.add(job.isWaiting()); // woken, and not resumed yet
                });
        log.add(job.isWaiting());
        assertThat(log).containsExactly(false, false, true, true, false);
    }

    @Test
    void whatHasNotBegunIsNotWaiting() {
        Job.started(
                loop,
                self -> {
                    Job job = Job.started(loop, other -> {});
                    log.add(job.isWaiting());
                });
        assertThat(log).containsExactly(false);
    }

    @Test
    void itParksInAGeneratorToo() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            Generator<Integer> numbers =
                                    Generator.of(
                                            sink -> {
                                                gate.await(self);
                                                sink.yield(42);
                                            });
                            numbers.forEach(log::add);
                        });
        assertThat(job.isWaiting()).isTrue();
        gate.open();
        assertThat(log).containsExactly(42);
    }

    @Test
    void itsCoroutineIsResumedAndSuspendedByItsLoopAlone() {
        Job job = Job.started(loop, self -> logThrown(() -> Coroutine.current().suspend(null)));
        assertThat(job.hasEnded()).isTrue();
        assertThat(log)
                .singleElement()
                .satisfies(
                        thrown ->
                                assertThat((Throwable) thrown)
                                        .isExactlyInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("its loop alone"));
    }

    @Test
    void anotherTaskCanNotBeParked() {
        Job parked = Job.started(loop, self -> gate.await(self));
        Gate other = new Gate(loop);
        Job.started(loop, self -> logThrown(() -> other.await(parked)));
        assertThat(log)
                .singleElement()
                .satisfies(
                        thrown ->
                                assertThat((Throwable) thrown)
                                        .isExactlyInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("job"));
        gate.open();
        assertThat(parked.hasEnded()).isTrue();
    }

    @Test
    void noTaskIsParkedFromOutside() {
        Job parked = Job.started(loop, self -> gate.await(self));
        Gate other = new Gate(loop);
        assertThatThrownBy(() -> other.await(parked))
                .isExactlyInstanceOf(IllegalStateException.class);
        gate.open();
        assertThat(parked.hasEnded()).isTrue();
    }

    @Test
    void itIsMadeAndStartedOnTheThreadOfItsLoop() throws InterruptedException {
        assertThat(Elsewhere.thrownBy(() -> new Job(loop, self -> {})))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread");
        Job job = new Job(loop, self -> log.add("runs"));
        assertThat(Elsewhere.thrownBy(job::start))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread");
        assertThat(log).isEmpty();
        job.start();
        assertThat(log).containsExactly("runs");
    }
}
