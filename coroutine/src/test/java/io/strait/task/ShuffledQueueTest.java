package io.strait.task;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A test's own order of the tasks that are ready.
class ShuffledQueueTest {
    private final Random random = new Random(1);
    private final List<Object> slices = new ArrayList<>();
    private final ShuffledQueue queue = ShuffledQueue.install(random, slices::add);
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();

    @AfterEach
    void uninstall() {
        queue.uninstall();
    }

    private void startThreeAtOnce() {
        Job.started(
                loop,
                self -> {
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        Job.started(loop, other -> log.add(number));
                    }
                });
    }

    private Set<List<Object>> orders(Runnable story) {
        Set<List<Object>> orders = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            log.clear();
            story.run();
            orders.add(List.copyOf(log));
        }
        return orders;
    }

    @Test
    void whoIsReadyAtTheSameTimeRunsInAnyOrder() {
        assertThat(orders(this::startThreeAtOnce))
                .hasSize(6)
                .allSatisfy(order -> assertThat(order).containsExactlyInAnyOrder(0, 1, 2));
    }

    @Test
    void whoYieldsIsBehindThoseWhoAreReady() {
        assertThat(
                        orders(
                                () ->
                                        Job.started(
                                                loop,
                                                self -> {
                                                    Job.started(loop, other -> log.add("other"));
                                                    Task.yieldNow();
                                                    log.add("self");
                                                })))
                .containsExactly(List.of("other", "self"));
    }

    @Test
    void nobodyIsKeptWaitingByThoseWhoComeLater() {
        Job.started(
                loop,
                self -> {
                    for (int i = 0; i < 3; i++) startYielding(i);
                });
        loop.runAll();
        assertThat(log).hasSize(300);
        for (int i = 0; i + 6 < 280; i++) {
            assertThat(log.subList(i, i + 6)).contains(0, 1, 2);
        }
    }

    private void startYielding(int number) {
        Job.started(
                loop,
                self -> {
                    for (int round = 0; round < 100; round++) {
                        Task.yieldNow();
                        log.add(number);
                    }
                });
    }

    @Test
    void thoseWhoseTimeIsOverTogetherAreReadyTogether() {
        assertThat(
                        orders(
                                () -> {
                                    for (int i = 0; i < 3; i++) {
                                        int number = i;
                                        Job.started(
                                                loop,
                                                self -> {
                                                    Task.sleep(ofSeconds(1));
                                                    log.add(number);
                                                });
                                    }
                                    queue.runTimers(() -> loop.advance(ofSeconds(1)));
                                }))
                .hasSizeGreaterThan(3);
    }

    @Test
    void aWakeUpByAnythingElseIsAsQuickAsEver() {
        Gate gate = new Gate(loop);
        Job.started(
                loop,
                self -> {
                    gate.await(self);
                    log.add("woken");
                });
        queue.runTimers(
                () -> {
                    gate.open();
                    log.add("after the wake-up");
                });
        assertThat(log).containsExactly("woken", "after the wake-up");
    }

    @Test
    void itKnowsWhoIsAlive() {
        Gate gate = new Gate(loop);
        Job living = Job.started(loop, gate::await);
        Job.started(loop, self -> log.add("ended"));
        assertThat(queue.living()).containsExactly(living);
        gate.open();
        assertThat(queue.living()).isEmpty();
        assertThat(slices).hasSize(3);
    }

    @Test
    void whereATaskWaitsIsOnItsStack() {
        Gate gate = new Gate(loop);
        Job job = Job.started(loop, gate::await);
        assertThat(job.stackTrace()).anyMatch(frame -> frame.getMethodName().equals("await"));
        gate.open();
        assertThat(job.stackTrace()).isEmpty();
    }

    @Test
    void aTimerThatNobodyNeedsIsCalledOff() {
        Gate gate = new Gate(loop);
        Job.started(
                loop,
                self -> {
                    gate.awaitUntil(self, loop.deadlineIn(1_000));
                    gate.close();
                    gate.await(self);
                });
        assertThat(loop.nextDeadline()).isEqualTo(1_000);
        gate.open();
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
        gate.open();
    }

    @Test
    void workElsewhereIsRememberedUntilItEnds() {
        Object work = new Object();
        queue.outsideBegins(work);
        assertThat(queue.outside()).containsExactly(work);
        queue.outsideEnds(work);
        assertThat(queue.outside()).isEmpty();
    }

    @Test
    void aThreadHasOneAtATime() {
        assertThatThrownBy(() -> ShuffledQueue.install(random, slices::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has tasks in random order already");
    }

    @Test
    void itIsNotInstalledInsideOfATask() {
        queue.uninstall();
        List<Throwable> thrown = new ArrayList<>();
        Job.started(
                loop,
                self -> {
                    try {
                        ShuffledQueue.install(random, slices::add);
                    } catch (IllegalStateException refused) {
                        thrown.add(refused);
                    }
                });
        assertThat(thrown).singleElement().asString().contains("runs tasks");
    }

    @Test
    void afterwardsTheThreadHasTheQueueOfBefore() {
        queue.uninstall();
        assertThat(ReadyQueue.ofThread()).isNotInstanceOf(ShuffledQueue.class);
        assertThat(orders(this::startThreeAtOnce)).containsExactly(List.of(0, 1, 2));
    }
}
