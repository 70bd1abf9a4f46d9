package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A loop that takes no more commands for now delays what is to run, and loses nothing.
@Timeout(20)
class FullQueueTest {
    private final BoundedLoop loop = new BoundedLoop(2);
    private final Gate gate = new Gate(loop);

    @Test
    void aWakeUpFromAnotherThreadComesWhenThereIsRoom() throws InterruptedException {
        Job job = Job.started(loop, self -> gate.await(self));
        loop.fill();
        Elsewhere.run(gate::open);
        assertThat(loop.refusals).isPositive();
        assertThat(job.hasEnded()).isFalse();
        loop.loop.runAll();
        loop.awaitCommand();
        loop.loop.runAll();
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void aCancellationFromAnotherThreadComesWhenThereIsRoom() throws InterruptedException {
        Job job = Job.started(loop, self -> gate.await(self));
        loop.fill();
        Elsewhere.run(() -> job.cancel("no room"));
        loop.loop.runAll();
        loop.awaitCommand();
        loop.loop.runAll();
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void aWakeUpOnTheLoopNeedsNoRoom() {
        Job job = Job.started(loop, self -> gate.await(self));
        loop.fill();
        gate.open();
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void theRestOfATurnIsDelayedByATimer() {
        List<Job> crowd = parked(ReadyQueue.RESUMES_PER_TURN + 10);
        loop.fill();
        wakeAll(crowd);
        assertThat(loop.refusals).isEqualTo(1);
        assertThat(ended(crowd))
                .isEqualTo(ReadyQueue.RESUMES_PER_TURN - 1); // and the one that wakes
        assertThat(loop.loop.nextDeadline()).isEqualTo(loop.now() + 1_000_000);
        loop.loop.advance(Duration.ofMillis(1));
        assertThat(ended(crowd)).isEqualTo(crowd.size());
    }

    @Test
    void aLoopThatFailsDoesNotStopTheReadyQueue() {
        List<Job> crowd = parked(ReadyQueue.RESUMES_PER_TURN + 10);
        loop.failure = new AssertionError("on purpose");
        assertThat(catchThrowable(() -> wakeAll(crowd))).hasMessage("on purpose");
        assertThat(ended(crowd)).isLessThan(crowd.size());
        Job.started(loop, self -> {}); // whatever happens next
        loop.loop.runAll();
        assertThat(ended(crowd)).isEqualTo(crowd.size());
        wakeAll(parked(ReadyQueue.RESUMES_PER_TURN + 10));
        assertThat(loop.loop.queued()).as("the next turn's rest").isEqualTo(1);
        loop.loop.runAll();
    }

    private List<Job> parked(int size) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Gate own = new Gate(loop);
            own.open();
            jobs.add(Job.started(loop, own::await));
        }
        return jobs;
    }

    /* In one turn. */
    private void wakeAll(List<Job> jobs) {
        Job.started(loop, self -> jobs.forEach(Task::wake));
    }

    private static long ended(List<Job> jobs) {
        return jobs.stream().filter(Task::hasEnded).count();
    }
}
