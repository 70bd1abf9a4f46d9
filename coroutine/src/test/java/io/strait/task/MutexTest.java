package io.strait.task;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// One task at a time, in the time of a [ManualLoop].
class MutexTest {
    private final ManualLoop loop = new ManualLoop();
    private final Mutex mutex = new Mutex();
    private final List<Object> log = new ArrayList<>();

    private Job start(String name, Job.Code code) {
        Job job = new Job(name, loop, code);
        job.start();
        return job;
    }

    private Job holds(String name, int seconds) {
        return start(
                name,
                self ->
                        mutex.run(
                                () -> {
                                    log.add(name + " begins");
                                    Task.sleep(ofSeconds(seconds));
                                    log.add(name + " ends");
                                }));
    }

    @Test
    void oneAtATimeInTheOrderInWhichTheyCame() {
        for (String name : List.of("a", "b", "c")) holds(name, 1);
        loop.advance(ofSeconds(3));
        assertThat(log)
                .containsExactly("a begins", "a ends", "b begins", "b ends", "c begins", "c ends");
        assertThat(mutex).hasToString("mutex (free)");
    }

    @Test
    void itHasTheResultAndTheFailureOfItsCode() {
        start("a", self -> log.add(mutex.run(() -> "result")));
        Job failing =
                start(
                        "b",
                        self ->
                                mutex.run(
                                        () -> {
                                            throw new IllegalStateException("on purpose");
                                        }));
        assertThat(log).containsExactly("result");
        assertThat(failing.failure).hasMessage("on purpose");
        assertThat(mutex).hasToString("mutex (free)");
    }

    @Test
    void whoComesBetweenTheUnlockAndTheWokenOneWaits() {
        holds("a", 1);
        holds("b", 1);
        start(
                "c",
                self -> {
                    Task.sleep(ofSeconds(1));
                    log.add("c comes");
                    mutex.run(() -> log.add("c"));
                });
        loop.advance(ofSeconds(2));
        assertThat(log).endsWith("b ends", "c");
    }

    @Test
    void codeThatRunsItAgainIsRefused() {
        Job job = start("a", self -> mutex.run(() -> mutex.run(() -> log.add("never"))));
        assertThat(job.failure)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("a runs code of this mutex already, and would wait for itself");
        assertThat(mutex).hasToString("mutex (free)");
    }

    @Test
    void whoIsCancelledInLineLeavesItToTheOthers() {
        holds("a", 1);
        Job second = holds("b", 1);
        holds("c", 1);
        second.cancel("done");
        loop.advance(ofSeconds(2));
        assertThat(log).containsExactly("a begins", "a ends", "c begins", "c ends");
    }

    @Test
    void whoIsCancelledInItsCodeLetsTheNextOneGoOn() {
        Job first = holds("a", 60);
        holds("b", 1);
        first.cancel("done");
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("a begins", "b begins", "b ends");
    }

    @Test
    void aDeadlineEndsTheWaitInLine() {
        holds("a", 60);
        start(
                "b",
                self ->
                        log.add(
                                Deadline.moveOnAfter(
                                        ofSeconds(1), () -> mutex.run(() -> log.add("never")))));
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("a begins", false);
    }

    @Test
    void whoWaitsForAConditionGoesOnWhenItIsTrueAndHoldsNobodyUp() {
        Queue<String> items = new ArrayDeque<>();
        for (String name : List.of("a", "b")) {
            start(
                    name,
                    self -> {
                        String item = mutex.runWhen(() -> !items.isEmpty(), () -> items.remove());
                        log.add(name + " " + item);
                    });
        }
        start("c", self -> mutex.run(() -> log.add("c")));
        start("d", self -> mutex.run(() -> items.add("x")));
        assertThat(log).containsExactly("c", "a x");
        start("e", self -> mutex.run(() -> items.add("y")));
        assertThat(log).containsExactly("c", "a x", "b y");
    }

    @Test
    void aConditionIsTrueWhenTheCodeBegins() {
        int[] value = {1};
        start("a", self -> mutex.runWhen(() -> value[0] == 1, () -> value[0] = 2));
        start("b", self -> mutex.runWhen(() -> value[0] == 1, () -> log.add("never")));
        start("c", self -> mutex.runWhen(() -> value[0] == 2, () -> log.add("c")));
        assertThat(log).containsExactly("c");
    }

    @Test
    void aConditionThatThrowsIsAFailureOfItsOwnTaskAndTheNextOneGoesOn() {
        boolean[] broken = new boolean[1];
        Job failing =
                start(
                        "a",
                        self ->
                                mutex.runWhen(
                                        () -> {
                                            if (broken[0])
                                                throw new IllegalStateException("on purpose");
                                            return false;
                                        },
                                        () -> log.add("never")));
        start(
                "b",
                self ->
                        mutex.run(
                                () -> {
                                    Task.sleep(ofSeconds(1));
                                    broken[0] = true;
                                }));
        start("c", self -> mutex.run(() -> log.add("c")));
        loop.advance(ofSeconds(1));
        assertThat(failing.failure).hasMessage("on purpose");
        assertThat(log).containsExactly("c");
    }

    /// It catches whatever cancels it, until it is given up with the mutex in its hands.
    private Job givenUp() {
        Gate gate = new Gate(loop);
        return start(
                "stubborn",
                self ->
                        mutex.run(
                                () -> {
                                    while (true) {
                                        try {
                                            gate.await(self);
                                        } catch (Cancelled swallowed) {
                                            log.add("swallowed");
                                        }
                                    }
                                }));
    }

    @Test
    void whenATaskWasGivenUpInItsCodeNobodyWaitsForItForEver() {
        Job stubborn = givenUp();
        Job waiting = holds("waiting", 1);
        stubborn.cancel("done");
        Job late = holds("late", 1);
        for (Job each : List.of(waiting, late))
            assertThat(each.failure)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "stubborn was given up in code of this mutex: what that guards may be"
                                    + " half done, so nobody gets it any more");
    }

    @Test
    void anotherThreadIsRefused() throws InterruptedException {
        start("a", self -> mutex.run(() -> {}));
        Elsewhere.run(
                () -> {
                    Job other =
                            Job.started(
                                    new ManualLoop(), self -> mutex.run(() -> log.add("never")));
                    assertThat(other.failure).hasMessageStartingWith("a mutex is for one thread");
                });
    }

    @Test
    void outsideOfATaskNobodyWaits() {
        assertThatThrownBy(() -> mutex.run(() -> {}))
                .isExactlyInstanceOf(IllegalStateException.class);
    }

    /// Whatever is struck, and wherever: nobody is inside with another, it is free at the end, and
    /// nobody waits for what is true.
    @Test
    void struckAtEverySuspensionItIsFreeAtTheEndAndNobodyIsLeftBehind() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Mutex mutex = new Mutex();
                                    int[] inside = new int[1];
                                    Queue<String> items = new ArrayDeque<>();
                                    int[] waitsForItem = new int[1];
                                    for (String name : List.of("a", "b", "c"))
                                        program.task(
                                                name,
                                                () -> {
                                                    for (int i = 0; i < 2; i++)
                                                        mutex.run(() -> put(inside, items));
                                                });
                                    for (String name : List.of("x", "y"))
                                        program.task(
                                                name,
                                                () -> {
                                                    for (int i = 0; i < 3; i++)
                                                        takeOne(mutex, items, waitsForItem);
                                                });
                                    program.atEnd(
                                            () -> {
                                                assertThat(mutex).hasToString("mutex (free)");
                                                assertThat(inside[0]).isZero();
                                                if (!items.isEmpty())
                                                    assertThat(waitsForItem[0]).isZero();
                                            });
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(15);
    }

    private static void put(int[] inside, Queue<String> items) {
        assertThat(++inside[0]).isEqualTo(1);
        try {
            Task.sleep(ofMillis(1));
            items.add("item");
        } finally {
            inside[0]--;
        }
    }

    private static void takeOne(Mutex mutex, Queue<String> items, int[] waiting) {
        waiting[0]++;
        try {
            mutex.runWhen(() -> !items.isEmpty(), () -> items.remove());
        } finally {
            waiting[0]--;
        }
    }
}
