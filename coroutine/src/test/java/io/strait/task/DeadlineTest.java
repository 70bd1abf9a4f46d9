package io.strait.task;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Limits on how long code may take, in the time of a [ManualLoop].
class DeadlineTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();

    private Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    private void logTime(Object what) {
        log.add(what + " at " + TimeUnit.NANOSECONDS.toMillis(loop.now()));
    }

    @Test
    void codeThatIsDoneInTimeHasItsResult() {
        run(
                self ->
                        log.add(
                                Deadline.failAfter(
                                        ofSeconds(5),
                                        () -> {
                                            Task.sleep(ofSeconds(4));
                                            return "done";
                                        })));
        loop.advance(ofSeconds(10));
        assertThat(log).containsExactly("done");
    }

    @Test
    void aWaitIsCutShortWhenTheTimeIsOver() {
        Job job =
                run(
                        self -> {
                            try {
                                Deadline.failAfter(ofSeconds(5), () -> Task.sleep(ofSeconds(60)));
                            } finally {
                                logTime("over");
                            }
                        });
        loop.advance(ofSeconds(10));
        assertThat(log).containsExactly("over at 5000");
        assertThat(job.failure)
                .isExactlyInstanceOf(CancelledByTimeoutException.class)
                .hasMessage("job was not done within 5 s");
    }

    @Test
    void everyFurtherWaitInsideThrowsToo() {
        run(
                self ->
                        Deadline.moveOnAfter(
                                ofSeconds(1),
                                () -> {
                                    for (int i = 0; i < 3; i++)
                                        log.add(catchThrowable(() -> Task.sleep(ofSeconds(60))));
                                    log.add(catchThrowable(Task::yieldNow));
                                }));
        loop.advance(ofSeconds(1));
        assertThat(log).hasSize(4).hasOnlyElementsOfType(Cancelled.class);
    }

    /// Also if each step has a catch for all exceptions, as careful people write it.
    @Test
    void aLoopThatLogsAllExceptionsEnds() {
        run(
                self -> {
                    boolean inTime =
                            Deadline.moveOnAfter(
                                    ofSeconds(1),
                                    () -> {
                                        while (true) {
                                            try {
                                                Task.sleep(ofMillis(300));
                                                throw new IOException("on purpose");
                                            } catch (Exception e) {
                                                log.add(e.getMessage());
                                            }
                                        }
                                    });
                    logTime(inTime);
                });
        loop.advance(ofSeconds(2));
        assertThat(log).containsExactly("on purpose", "on purpose", "on purpose", "false at 1000");
    }

    @Test
    void itSaysWhetherTheCodeHasComeToItsEnd() {
        run(
                self -> {
                    log.add(Deadline.moveOnAfter(ofSeconds(1), () -> log.add("runs")));
                    log.add(Deadline.moveOnAfter(ofSeconds(1), () -> Task.sleep(ofSeconds(2))));
                });
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("runs", true, false);
    }

    @Test
    void afterwardsTheTaskWaitsAsBefore() {
        run(
                self -> {
                    Deadline.moveOnAfter(ofSeconds(1), () -> Task.sleep(ofSeconds(2)));
                    Task.sleep(ofSeconds(5));
                    logTime("slept");
                });
        loop.advance(ofSeconds(10));
        assertThat(log).containsExactly("slept at 6000");
    }

    @Test
    void aTaskMayBeLateAsOftenAsItLikes() {
        run(
                self -> {
                    for (int i = 0; i < 300; i++)
                        Deadline.moveOnAfter(ofMillis(1), () -> Task.sleep(ofMillis(2)));
                    logTime("done");
                });
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("done at 300");
    }

    @Test
    void theLimitIsAnInstantAndDoesNotStartAgain() {
        run(
                self ->
                        logTime(
                                Deadline.moveOnAfter(
                                        ofSeconds(5),
                                        () -> {
                                            while (true) Task.sleep(ofSeconds(2));
                                        })));
        loop.advance(ofSeconds(10));
        assertThat(log).containsExactly("false at 5000");
    }

    @Test
    void theNearestOfSeveralCounts() {
        run(
                self -> {
                    boolean outer =
                            Deadline.moveOnAfter(
                                    ofSeconds(1),
                                    () -> {
                                        boolean inner =
                                                Deadline.moveOnAfter(
                                                        ofSeconds(10),
                                                        () -> Task.sleep(ofSeconds(60)));
                                        log.add("not reached " + inner);
                                    });
                    logTime("outer " + outer);
                    outer =
                            Deadline.moveOnAfter(
                                    ofSeconds(10),
                                    () ->
                                            logTime(
                                                    "inner "
                                                            + Deadline.moveOnAfter(
                                                                    ofSeconds(1),
                                                                    () ->
                                                                            Task.sleep(
                                                                                    ofSeconds(
                                                                                            60)))));
                    logTime("outer " + outer);
                });
        loop.advance(ofSeconds(60));
        assertThat(log)
                .containsExactly(
                        "outer false at 1000", "inner false at 2000", "outer true at 2000");
    }

    /// Neither takes the other's for its own.
    @Test
    void ofTwoThatEndAtOnceTheOuterOneTellsSo() {
        Job job =
                run(
                        self ->
                                Deadline.failAfter(
                                        ofSeconds(1),
                                        () -> {
                                            Deadline.moveOnAfter(
                                                    ofSeconds(1), () -> Task.sleep(ofSeconds(60)));
                                            log.add("not reached");
                                        }));
        loop.advance(ofSeconds(1));
        assertThat(log).isEmpty();
        assertThat(job.failure).isExactlyInstanceOf(CancelledByTimeoutException.class);
    }

    @Test
    void aTimeoutIsNoCancellationToThoseOutside() {
        run(
                self -> {
                    try {
                        Deadline.failAfter(ofSeconds(1), () -> Task.sleep(ofSeconds(60)));
                    } catch (CancelledByTimeoutException late) {
                        Task.sleep(ofSeconds(1));
                        logTime("went on");
                    }
                });
        loop.advance(ofSeconds(60));
        assertThat(log).containsExactly("went on at 2000");
    }

    @Test
    void theTimeThatIsLeftIsThatOfTheNearest() {
        run(
                self -> {
                    log.add(Deadline.remaining());
                    Deadline.failAfter(
                            ofSeconds(10),
                            () -> {
                                Task.sleep(ofSeconds(2));
                                log.add(Deadline.remaining());
                                Deadline.failAfter(
                                        ofSeconds(60), () -> log.add(Deadline.remaining()));
                                Deadline.failAfter(
                                        Duration.ZERO, () -> log.add(Deadline.remaining()));
                            });
                });
        loop.advance(ofSeconds(2));
        assertThat(log)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(ofSeconds(8)),
                        Optional.of(ofSeconds(8)),
                        Optional.of(Duration.ZERO));
    }

    @Test
    void withoutAnyTimeItMustNotWait() {
        run(
                self -> {
                    log.add(Deadline.moveOnAfter(Duration.ZERO, () -> log.add("runs")));
                    log.add(Deadline.moveOnAfter(ofSeconds(-1), Task::yieldNow));
                });
        assertThat(log).containsExactly("runs", true, false);
    }

    @Test
    void codeThatDoesNotWaitIsNotInterrupted() {
        run(
                self ->
                        log.add(
                                Deadline.<String, RuntimeException>failAfter(
                                        Duration.ZERO, () -> "done")));
        assertThat(log).containsExactly("done");
    }

    @Test
    void whatTheCodeThrowsLeavesAsItIs() {
        IOException failure = new IOException("on purpose");
        Job job =
                run(
                        self ->
                                Deadline.failAfter(
                                        ofSeconds(1),
                                        () -> {
                                            throw failure;
                                        }));
        assertThat(job.failure).isSameAs(failure);
    }

    @Test
    void aMillionThatNeedNotWaitSetNoTimer() {
        run(
                self -> {
                    for (int i = 0; i < 1_000_000; i++)
                        Deadline.failAfter(ofSeconds(1), () -> assertThat(self).isNotNull());
                });
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
    }

    @Test
    void aCancelledTaskIsCancelledInsideToo() {
        Job job =
                run(
                        self -> {
                            try {
                                Deadline.moveOnAfter(ofSeconds(1), () -> Task.sleep(ofSeconds(60)));
                                log.add("not reached");
                            } finally {
                                logTime("ends");
                            }
                        });
        job.cancel("no longer needed");
        assertThat(log).containsExactly("ends at 0");
        assertThat(job.failure).isNull();
    }

    @Test
    void itIsForTheCodeOfTasks() {
        assertThatThrownBy(() -> Deadline.moveOnAfter(ofSeconds(1), () -> {}))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Loop.run()");
        assertThatThrownBy(Deadline::remaining).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void aShieldKeepsCancellationsAndLimitsFromOutsideOff() {
        Job job =
                run(
                        self ->
                                Deadline.moveOnAfter(
                                        ofSeconds(2),
                                        () -> {
                                            try {
                                                Task.sleep(ofSeconds(60));
                                            } finally {
                                                boolean inTime =
                                                        Shield.run(
                                                                ofSeconds(5),
                                                                () -> Task.sleep(ofSeconds(3)));
                                                logTime(inTime);
                                                log.add(
                                                        catchThrowable(Task::yieldNow)
                                                                .getMessage());
                                            }
                                        }));
        loop.advance(ofSeconds(1));
        job.cancel("no longer needed");
        loop.advance(ofSeconds(60));
        assertThat(log).containsExactly("true at 4000", "no longer needed");
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void aShieldHasItsOwnLimit() {
        Job job =
                run(
                        self -> {
                            self.cancel("no longer needed");
                            logTime(Shield.run(ofSeconds(5), () -> Task.sleep(ofSeconds(60))));
                        });
        loop.advance(ofSeconds(60));
        assertThat(log).containsExactly("false at 5000");
        assertThat(job.hasEnded()).isTrue();
    }
}
