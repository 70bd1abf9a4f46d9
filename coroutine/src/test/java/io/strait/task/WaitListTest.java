package io.strait.task;

import static io.strait.task.Loop.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Tasks that wait in line for permits.
class WaitListTest {
    private final ManualLoop loop = new ManualLoop();
    private final WaitList list = new WaitList(loop);
    private final List<Object> log = new ArrayList<>();
    private int permits;

    private Job taker(String name) {
        return taker(name, NO_DEADLINE);
    }

    /// Waits for a permit, takes it, and notes that; or that its time was over.
    private Job taker(String name, long nanos) {
        Job job = new Job(name, loop, self -> take(self, list::await, nanos));
        job.start();
        return job;
    }

    private interface Line {
        boolean await(Task task, long deadline, BooleanSupplier condition);
    }

    private void take(Job self, Line line, long nanos) {
        if (line.await(self, loop.deadlineIn(nanos), () -> permits > 0)) {
            permits--;
            log.add(self.toString());
        } else {
            log.add(self + " too late");
        }
    }

    private void release(int more) {
        permits += more;
        list.wakeFirst();
    }

    @Test
    void theyAreServedInTheOrderInWhichTheyCame() {
        for (String name : List.of("a", "b", "c")) taker(name);
        release(1);
        assertThat(log).containsExactly("a");
        release(1);
        release(1);
        assertThat(log).containsExactly("a", "b", "c");
        assertThat(list.isEmpty()).isTrue();
    }

    @Test
    void oneWakeUpIsPassedOnAsFarAsThereIsSomethingToTake() {
        for (String name : List.of("a", "b", "c", "d")) taker(name);
        release(3);
        assertThat(log).containsExactly("a", "b", "c");
        assertThat(list.isEmpty()).isFalse();
        assertThat(permits).isZero();
        release(1);
        assertThat(log).hasSize(4);
    }

    @Test
    void whoIsNotTheFirstDoesNotGoFirst() {
        Job first = taker("first");
        Job second = taker("second");
        Job.started(
                loop,
                other -> {
                    permits = 1;
                    second.wake();
                });
        assertThat(log).isEmpty();
        first.wake();
        assertThat(log).containsExactly("first");
        assertThat(second.hasEnded()).isFalse();
        release(1);
    }

    @Test
    void whoComesWhileTheFirstIsWokenWaitsBehindIt() {
        taker("first");
        Job.started(
                loop,
                other -> {
                    release(1);
                    taker("second");
                });
        assertThat(log).containsExactly("first");
        release(1);
        assertThat(log).containsExactly("first", "second");
    }

    @Test
    void itKnowsWhoWaits() {
        Job waiting = taker("waiting");
        Job other = Job.started(loop, self -> {});
        assertThat(list.contains(waiting)).isTrue();
        assertThat(list.contains(other)).isFalse();
        assertThat(list.isEmpty()).isFalse();
        waiting.cancel("done");
        assertThat(list.contains(waiting)).isFalse();
        assertThat(list.isEmpty()).isTrue();
    }

    @Test
    void whoIsCancelledInTheMiddleLeavesTheOthersInOrder() {
        List<Job> jobs = List.of(taker("a"), taker("b"), taker("c"), taker("d"));
        jobs.get(1).cancel("done");
        jobs.get(3).cancel("done");
        release(4);
        assertThat(log).containsExactly("a", "c");
        assertThat(permits).isEqualTo(2);
        assertThat(list.isEmpty()).isTrue();
    }

    /// Two releases while the first is woken and has not run yet are one wake-up, for the first.
    private List<Object> servedByTwoReleasesAtOnce(Line line, Runnable wakeFirst) {
        for (String name : List.of("a", "b"))
            new Job(name, loop, self -> take(self, line, NO_DEADLINE)).start();
        Job.started(
                loop,
                other -> {
                    permits++;
                    wakeFirst.run();
                    permits++;
                    wakeFirst.run();
                });
        return log;
    }

    @Test
    void twoReleasesAtOnceServeTwo() {
        assertThat(servedByTwoReleasesAtOnce(list::await, list::wakeFirst))
                .containsExactly("a", "b");
    }

    @Test
    void aListThatDoesNotPassTheWakeUpOnLeavesOneBehind() {
        SelfishList selfish = new SelfishList(loop);
        assertThat(servedByTwoReleasesAtOnce(selfish::await, selfish::wakeFirst))
                .containsExactly("a");
    }

    @Test
    void whoFailsToTakeItPassesTheWakeUpOn() {
        Job failing =
                Job.started(
                        loop,
                        self ->
                                list.await(
                                        self,
                                        NO_DEADLINE,
                                        () -> {
                                            throw new IllegalStateException("on purpose");
                                        }));
        taker("second");
        release(1);
        assertThat(failing.failure).hasMessage("on purpose");
        assertThat(log).containsExactly("second");
    }

    @Test
    void whoIsCancelledAtTheMomentOfItsWakeUpIsServedIfThereIsSomething() {
        Job first = taker("first");
        taker("second");
        Job.started(
                loop,
                other -> {
                    release(1);
                    first.cancel("too late");
                });
        assertThat(log).containsExactly("first");
        release(1);
        assertThat(log).containsExactly("first", "second");
    }

    @Test
    void whoIsCancelledAtTheMomentOfItsWakeUpLeavesTheRestToTheNext() {
        Job first = taker("first");
        taker("second");
        Job.started(
                loop,
                other -> {
                    release(1);
                    permits--; // somebody else was faster
                    first.cancel("done");
                });
        assertThat(first.hasEnded()).isTrue();
        assertThat(log).isEmpty();
        release(1);
        assertThat(log).containsExactly("second");
    }

    @Test
    void whoseTimeIsOverAtTheMomentOfItsWakeUpIsServedIfThereIsSomething() {
        loop.schedule(() -> release(1), 1000);
        taker("first", 1000);
        taker("second", 1000);
        loop.advance(Duration.ofNanos(1000));
        assertThat(log).containsExactly("first", "second too late");
        assertThat(permits).isZero();
        assertThat(list.isEmpty()).isTrue();
    }

    @Test
    void whoIsGivenUpIsNotInTheWay() {
        Job stubborn =
                Job.started(
                        loop,
                        self -> {
                            while (true)
                                log.add(catchThrowable(() -> take(self, list::await, NO_DEADLINE)));
                        });
        taker("second");
        stubborn.cancel("done");
        assertThat(stubborn.hasEnded()).isTrue();
        log.clear();
        taker("third");
        release(2);
        assertThat(log).containsExactly("second", "third");
        assertThat(list.isEmpty()).isTrue();
    }

    @Test
    void aTimerThatIsNoLongerNeededIsLetGoOf() {
        taker("served", 1_000_000);
        release(1);
        assertThat(log).containsExactly("served");
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
        taker("cancelled", 1_000_000).cancel("done");
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
    }
}
