package io.strait.task;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A loop of ours ends under its tasks, wherever they are parked: all of them end with it, and each
/// of their `finally` blocks runs once.
@Timeout(20)
abstract class LoopEndConformance {
    private final List<Object> log = new ArrayList<>();

    abstract Loop loop();

    /// Ends the loop, and runs it to its end.
    abstract void end();

    private void parkAndLog(Action<Exception> park) throws Exception {
        try {
            park.run();
            log.add("went on");
        } catch (Cancelled cancelled) {
            log.add(cancelled.getMessage());
            throw cancelled;
        } finally {
            log.add("finally");
        }
    }

    private void sleepForADay() {
        Task.sleep(ofDays(1));
    }

    @Test
    void oneThatSleepsIsCancelled() {
        Job job = Job.started(loop(), self -> parkAndLog(this::sleepForADay));
        end();
        assertThat(log).containsExactly("its loop has ended", "finally");
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isNull();
    }

    @Test
    void allAreCancelledInTheOrderInWhichTheyStarted() {
        for (int i = 0; i < 300; i++) {
            int number = i;
            Job.started(
                    loop(),
                    self -> {
                        try {
                            new Gate(loop()).await(self);
                        } finally {
                            log.add(number);
                        }
                    });
        }
        end();
        assertThat(log).hasSize(300).doesNotHaveDuplicates().startsWith(0, 1).endsWith(298, 299);
    }

    @Test
    void oneThatHasEndedIsForgotten() {
        Gate gate = new Gate(loop());
        Job first = Job.started(loop(), gate::await);
        Job second = Job.started(loop(), self -> parkAndLog(this::sleepForADay));
        Job third = Job.started(loop(), self -> new Gate(loop()).await(self));
        gate.open();
        third.cancel("done");
        end();
        for (Job each : List.of(first, second, third))
            assertThat(each.told()).containsExactly("slice", "end", "slice");
    }

    @Test
    void aTaskThatWaitsInAFinallyBlockIsThrownOutOfThereToo() {
        Job.started(
                loop(),
                self -> {
                    try {
                        parkAndLog(this::sleepForADay);
                    } finally {
                        parkAndLog(this::sleepForADay);
                    }
                });
        end();
        assertThat(log)
                .containsExactly("its loop has ended", "finally", "its loop has ended", "finally");
    }

    @Test
    void aShieldEndsToo() {
        Job job =
                Job.started(
                        loop(),
                        self ->
                                Shield.run(
                                        ofSeconds(5),
                                        () -> parkAndLog(() -> Task.sleep(ofSeconds(1)))));
        end();
        assertThat(log).containsExactly("its loop has ended", "finally");
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void oneThatWasCancelledBeforeAndIsShieldedEndsToo() {
        Job job =
                Job.started(
                        loop(),
                        self -> {
                            try {
                                sleepForADay();
                            } finally {
                                Shield.run(ofDays(2), () -> parkAndLog(this::sleepForADay));
                            }
                        });
        job.cancel("before");
        assertThat(job.hasEnded()).isFalse();
        end();
        assertThat(log).containsExactly("before", "finally"); // the first reason is the one
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void aShieldAfterTheEndDoesNotWait() {
        Job.started(
                loop(),
                self -> {
                    try {
                        Task.sleep(ofDays(1));
                    } finally {
                        Shield.run(ofSeconds(5), () -> parkAndLog(() -> Task.sleep(ofSeconds(1))));
                    }
                });
        Job.started(loop(), self -> Shield.run(ofSeconds(5), () -> yieldForEver()));
        end();
        assertThat(log).containsExactly("its loop has ended", "finally", "yielded");
    }

    private void yieldForEver() {
        try {
            Task.sleep(ofSeconds(1));
        } catch (Cancelled cancelled) {
            while (catchThrowable(Task::yieldNow) == null) {
                // The others have nothing to run any more.
            }
            log.add("yielded");
        }
    }

    @Test
    void whatATaskHasForkedEndsBeforeIt() {
        Job.started(
                loop(),
                self ->
                        parkAndLog(
                                () ->
                                        TaskScope.run(
                                                scope -> {
                                                    scope.fork(
                                                            () -> {
                                                                try {
                                                                    Task.sleep(ofDays(1));
                                                                } finally {
                                                                    log.add("child");
                                                                }
                                                            });
                                                    return scope.join();
                                                })));
        end();
        assertThat(log).containsExactly("child", "its loop has ended", "finally");
    }

    @Test
    void aShieldedScopeEndsWithItsChildren() {
        Job job =
                Job.started(
                        loop(),
                        self ->
                                Shield.run(
                                        ofSeconds(5),
                                        () ->
                                                TaskScope.run(
                                                        scope -> {
                                                            scope.fork(
                                                                    () ->
                                                                            parkAndLog(
                                                                                    this
                                                                                            ::sleepForADay));
                                                            return scope.join();
                                                        })));
        end();
        assertThat(log).containsExactly("its loop has ended", "finally");
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isNull();
    }

    @Test
    void whoEndsTheLoopCannotWaitAnyMore() {
        loop().execute(
                        () ->
                                Job.started(
                                        loop(),
                                        self -> {
                                            endInside();
                                            log.add("goes on");
                                            parkAndLog(() -> new Gate(loop()).await(self));
                                        }));
        run();
        assertThat(log).containsExactly("goes on", "its loop has ended", "finally");
    }

    /// Ends the loop, from one of its commands.
    abstract void endInside();

    /// Runs what is queued, until the loop has ended.
    abstract void run();

    @Test
    void aCommandThatWasQueuedBeforeMayStillWakeOne() {
        Gate gate = new Gate(loop());
        Job.started(loop(), self -> parkAndLog(() -> gate.await(self)));
        loop().execute(this::endInside);
        loop().execute(gate::open);
        run();
        assertThat(log).containsExactly("went on", "finally");
    }

    @Test
    void whoSwallowsTheCancellationIsGivenUp() {
        Job job =
                Job.started(
                        loop(),
                        self ->
                                Shield.run(
                                        ofDays(1),
                                        () -> {
                                            while (true)
                                                log.add(
                                                        catchThrowable(
                                                                () ->
                                                                        new Gate(loop())
                                                                                .await(self)));
                                        }));
        end();
        assertThat(log).hasSize(100);
        assertThat(job.failure).hasMessageStartingWith("job is given up");
    }

    @Test
    void oneWhoseOwnerFailsDoesNotKeepTheOthersFromTheirEnd() {
        Job failing = Job.started(loop(), self -> new Gate(loop()).await(self));
        failing.atEnd =
                () -> {
                    throw new IllegalStateException("on purpose");
                };
        Job.started(loop(), self -> parkAndLog(this::sleepForADay));
        assertThatThrownBy(this::endAndThrow).hasMessage("on purpose");
        assertThat(log).containsExactly("its loop has ended", "finally");
    }

    /// Ends the loop as [#end] does, and throws what its commands have thrown.
    abstract void endAndThrow();
}
