package io.strait.task;

import static io.strait.task.ReadyQueue.RESUMES_PER_TURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who runs next, on whose stack, and when the loop has its thread back.
class ReadyQueueTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();

    /// Parks until it is woken, and notes it; without end.
    private Job echo(Object name) {
        return Job.started(
                loop,
                self -> {
                    for (Gate gate = new Gate(loop); ; log.add(name)) awaitOneWakeUp(self, gate);
                });
    }

    private static void awaitOneWakeUp(Job self, Gate gate) {
        gate.open();
        gate.await(self);
    }

    @Test
    void eachThreadHasOne() throws InterruptedException {
        ReadyQueue mine = ReadyQueue.ofThread();
        assertThat(ReadyQueue.ofThread()).isSameAs(mine);
        assertThat(mine.isOfCurrentThread()).isTrue();
        Elsewhere.run(
                () -> {
                    assertThat(ReadyQueue.ofThread()).isNotSameAs(mine);
                    assertThat(mine.isOfCurrentThread()).isFalse();
                });
    }

    @Test
    void currentIsTheTaskWhoseCodeCalls() throws InterruptedException {
        ReadyQueue queue = ReadyQueue.ofThread();
        Job[] jobs = new Job[2];
        List<Object> current = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            jobs[i] =
                    new Job(
                            loop,
                            self -> {
                                current.add(queue.current());
                                Elsewhere.run(() -> current.add(queue.current()));
                                awaitOneWakeUp(self, new Gate(loop));
                                current.add(queue.current());
                            });
            jobs[i].afterSlice = () -> current.add(queue.current());
            jobs[i].start();
            jobs[i].wake();
        }
        assertThat(current)
                .containsExactly(
                        jobs[0], null, null, jobs[0], null, jobs[1], null, null, jobs[1], null);
        assertThat(queue.current()).isNull();
    }

    @Test
    void noTaskIsCurrentWhileTheOwnerOfOneIsToldOfItsEnd() {
        ReadyQueue queue = ReadyQueue.ofThread();
        Job job = new Job(loop, self -> log.add("runs"));
        job.atEnd = () -> log.add(String.valueOf(queue.current()));
        job.start();
        assertThat(log).containsExactly("runs", "null");
        assertThat(queue.current()).isNull();
    }

    @Test
    void theWokenRunInTheOrderOfTheirWakeUps() {
        List<Job> jobs = List.of(echo("a"), echo("b"), echo("c"));
        Job.started(
                loop,
                self -> {
                    jobs.get(2).wake();
                    jobs.get(0).wake();
                    jobs.get(1).wake();
                    jobs.get(2).wake();
                    log.add("all woken");
                });
        assertThat(log).containsExactly("all woken", "c", "a", "b");
        assertThat(loop.queued()).isZero();
    }

    @Test
    void aTurnEndsAfterSoManySlicesAndTheLoopGoesOnWithTheRest() {
        List<Job> crowd = new ArrayList<>();
        for (int i = 0; i < 3 * RESUMES_PER_TURN; i++) crowd.add(echo(i));
        Job.started(loop, self -> crowd.forEach(Task::wake));
        assertThat(log).hasSize(RESUMES_PER_TURN - 1); // the first was the one that wakes
        assertThat(loop.queued()).isEqualTo(1);
        loop.execute(() -> log.add("another command"));
        loop.runNext();
        assertThat(log).hasSize(2 * RESUMES_PER_TURN - 1);
        assertThat(loop.queued()).isEqualTo(2);
        loop.runAll();
        assertThat(log).hasSize(3 * RESUMES_PER_TURN + 1);
        assertThat(log.get(2 * RESUMES_PER_TURN - 1)).isEqualTo("another command");
        log.remove("another command");
        assertThat(log).isSorted();
    }

    /// Two wake each other without end, while events for a third come in.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aStormLeavesTheLoopItsQueueAndTheOthersTheirTurn(int eventsACommand) {
        Job[] pair = new Job[2];
        int[] rounds = new int[1];
        boolean[] over = new boolean[1];
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            pair[i] =
                    Job.started(
                            loop,
                            self -> {
                                for (Gate gate = new Gate(loop); !over[0]; rounds[0]++) {
                                    awaitOneWakeUp(self, gate);
                                    pair[other].wake();
                                }
                            });
        }
        Job third = echo("served");
        pair[0].wake();
        assertThat(loop.queued()).isEqualTo(1);
        for (int i = 1; i <= 100; i++) {
            for (int j = 0; j < eventsACommand; j++)
                third.wake(); // an event: on the loop, in no turn
            assertThat(loop.queued()).as("commands of the ready queue").isLessThanOrEqualTo(1);
            int before = rounds[0];
            assertThat(loop.runNext()).isTrue();
            assertThat(rounds[0]).isGreaterThan(before);
            assertThat(loop.queued()).isEqualTo(1);
            assertThat(log).hasSize(i * eventsACommand);
        }
        assertThat(rounds[0]).isLessThanOrEqualTo((eventsACommand + 1) * 101 * RESUMES_PER_TURN);
        over[0] = true;
        loop.runAll();
        assertThat(pair).allMatch(Task::hasEnded);
    }

    @Test
    void whatHappensBetweenTwoSlicesRunsAtOnce() {
        Job woken = echo("woken");
        Job first = new Job(loop, self -> log.add("first"));
        first.afterSlice =
                () -> {
                    woken.wake();
                    log.add("after the slice");
                };
        first.start();
        assertThat(log).containsExactly("first", "woken", "after the slice");
    }

    @Test
    void whatHappensAtTheEndOfATaskRunsAtOnceToo() {
        Job woken = echo("woken");
        Job first = new Job(loop, self -> log.add("first"));
        first.atEnd =
                () -> {
                    woken.wake();
                    log.add("at its end");
                };
        first.afterSlice = () -> log.add("after the slice");
        first.start();
        assertThat(log).containsExactly("first", "woken", "at its end", "after the slice");
    }

    @Test
    void suchSlicesAreNestedAtMostEightDeep() {
        int[] depth = new int[2]; // now, most
        List<Job> chain = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Job job =
                    new Job(
                            loop,
                            self -> {
                                awaitOneWakeUp(self, new Gate(loop));
                                log.add("ran");
                            });
            job.start();
            int next = i + 1;
            job.afterSlice =
                    () -> {
                        depth[1] = Math.max(depth[1], ++depth[0]);
                        if (next < chain.size()) chain.get(next).wake();
                        depth[0]--;
                    };
            chain.add(job);
        }
        chain.getFirst().wake();
        assertThat(log).hasSize(50);
        assertThat(depth[1]).isEqualTo(8);
        assertThat(loop.queued()).isZero();
    }

    @Test
    void aHookThatThrowsLeavesNobodyBehindAndIsCalledAgain() {
        List<Job> crowd = List.of(echo("a"), echo("b"), echo("c"));
        Job failing = new Job(loop, self -> crowd.forEach(Task::wake));
        failing.afterSlice =
                () -> {
                    failing.afterSlice = () -> log.add("what was left to do");
                    throw new IllegalStateException("after the slice");
                };
        assertThat(catchThrowable(failing::start)).hasMessage("after the slice");
        loop.runAll();
        assertThat(log).containsExactlyInAnyOrder("a", "b", "c", "what was left to do");
    }

    @Test
    void theHookOfTheEndThatThrowsIsFollowedByTheOneOfTheSlice() {
        Job failing = new Job(loop, self -> {});
        failing.atEnd =
                () -> {
                    throw new AssertionError("at the end");
                };
        assertThat(catchThrowable(failing::start)).hasMessage("at the end");
        assertThat(failing.told()).containsExactly("end", "slice");
        assertThat(failing.hasEnded()).isTrue();
        assertThat(ReadyQueue.ofThread().current()).isNull();
        Job.started(loop, self -> log.add("the next one"));
        assertThat(log).containsExactly("the next one");
    }

    @Test
    void hooksThatThrowOnAnEndedLoopLeaveNobodyBehindAndTheFirstFailureIsTold() {
        Job a = throwing("a");
        Job b = throwing("b");
        Job c = echo("c");
        Job waker =
                new Job(
                        loop,
                        self -> {
                            a.wake();
                            b.wake();
                            c.wake();
                            loop.end();
                        });
        assertThat(catchThrowable(waker::start)).hasMessage("a");
        assertThat(log).containsExactly("c");
    }

    private Job throwing(String name) {
        Job job = echo(name);
        job.afterSlice =
                () -> {
                    log.clear();
                    throw new IllegalStateException(name);
                };
        return job;
    }

    @Test
    void theRestOfAnEndedLoopRunsToItsEndWithoutRecursion() {
        int size = 20 * RESUMES_PER_TURN;
        List<Job> crowd = new ArrayList<>();
        for (int i = 0; i < size; i++) crowd.add(echo(i));
        int[] depths = new int[2];
        for (Job job : List.of(crowd.getFirst(), crowd.getLast())) {
            int i = job == crowd.getFirst() ? 0 : 1;
            job.afterSlice = () -> depths[i] = Thread.currentThread().getStackTrace().length;
        }
        Job.started(
                loop,
                self -> {
                    crowd.forEach(Task::wake);
                    loop.end();
                });
        assertThat(log).hasSize(size).isSorted();
        assertThat(depths[1]).isEqualTo(depths[0]);
    }

    @Test
    void twoLoopsOfOneThreadGoOnWithEachOthersTasks() {
        ManualLoop other = new ManualLoop();
        List<Job> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * RESUMES_PER_TURN; i++) {
            Gate gate = new Gate(other);
            Job job = new Job(other, self -> awaitOneWakeUp(self, gate));
            job.start();
            crowd.add(job);
        }
        Job.started(loop, self -> crowd.forEach(Task::wake));
        assertThat(loop.queued()).isZero();
        assertThat(other.queued()).isEqualTo(1);
        other.runAll();
        assertThat(crowd).allMatch(Task::hasEnded);
    }

    @Test
    void aCommandOfTheLoopInsideOfASliceTakesNothingAway() {
        List<Job> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * RESUMES_PER_TURN; i++) crowd.add(echo(i));
        Job.started(loop, self -> crowd.forEach(Task::wake));
        assertThat(loop.queued()).isEqualTo(1);
        Job runner = new Job(loop, self -> {});
        runner.afterSlice = loop::runAll; // as an embedded channel may be run in a hook
        runner.start();
        loop.runAll();
        assertThat(log).hasSize(crowd.size());
    }
}
