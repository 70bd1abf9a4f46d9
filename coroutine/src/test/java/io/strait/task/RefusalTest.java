package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strait.coroutine.JvmMode;
import io.strait.coroutine.LockHeldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What wakes a task with a monitor held can't resume it. The loop does, as soon as it can.
class RefusalTest {
    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final Object monitor = new Object();
    private final List<Object> log = new ArrayList<>();

    @BeforeEach
    void wherePinnedNobodyIsRefused() {
        assumeTrue(JvmMode.hasFastLocks(), "the JVM pins whoever holds a monitor");
    }

    private void runUnderTheMonitor() {
        synchronized (monitor) {
            loop.runAll();
        }
    }

    @Test
    void theLoopResumesWhatAMonitorForbids() {
        Job job = Job.started(loop, self -> gate.await(self));
        synchronized (monitor) {
            gate.open();
            assertThat(job.hasEnded()).isFalse();
        }
        assertThat(loop.queued()).isEqualTo(1);
        loop.runAll();
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void theLoopStartsWhatAMonitorForbids() {
        Job job;
        synchronized (monitor) {
            job = Job.started(loop, self -> log.add("runs"));
            assertThat(log).isEmpty();
        }
        assertThat(job.isWaiting()).as("it has not begun").isFalse();
        loop.runAll();
        assertThat(log).containsExactly("runs");
    }

    @Test
    void anotherWakeUpMayComeFirst() {
        Job job = Job.started(loop, self -> gate.await(self));
        synchronized (monitor) {
            gate.open();
        }
        gate.wake();
        assertThat(job.hasEnded()).isTrue();
        loop.runAll();
        assertThat(job.told()).containsExactly("slice", "slice", "end", "slice");
    }

    @Test
    void aLoopThatHoldsOneItselfIsAskedAgainInAMillisecond() {
        Job job = Job.started(loop, self -> gate.await(self));
        synchronized (monitor) {
            gate.open();
        }
        runUnderTheMonitor();
        assertThat(job.hasEnded()).isFalse();
        assertThat(loop.queued()).as("it is not asked without a pause").isZero();
        assertThat(loop.nextDeadline()).isEqualTo(loop.now() + 1_000_000);
        loop.advance(Duration.ofMillis(1));
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void oneRefusedInTheMiddleOfATurnDoesNotKeepTheOthers() {
        Job other = Job.started(loop, self -> new Gate(loop).await(self));
        Job holder = new Job(loop, self -> {});
        holder.afterSlice =
                () -> {
                    synchronized (monitor) {
                        gate.open(); // its task is refused: this is between two slices
                    }
                    other.wake();
                };
        Job refused = Job.started(loop, self -> gate.await(self));
        holder.start();
        assertThat(other.told()).hasSize(2);
        assertThat(refused.hasEnded()).isFalse();
        loop.runAll();
        assertThat(refused.hasEnded()).isTrue();
    }

    @Test
    void aParkUnderAMonitorIsRefusedAndTheTaskGoesOn() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            try {
                                synchronized (monitor) {
                                    gate.await(self);
                                }
                            } catch (LockHeldException refused) {
                                log.add(gate.isWaiting());
                            }
                            gate.await(self);
                        });
        assertThat(log).containsExactly(false);
        gate.open();
        assertThat(job.hasEnded()).isTrue();
    }
}
