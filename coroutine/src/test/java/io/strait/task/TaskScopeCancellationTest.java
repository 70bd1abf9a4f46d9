package io.strait.task;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// Scopes that are cut short, from outside or from within, in the time of a [ManualLoop].
class TaskScopeCancellationTest extends TaskScopeFixture {
    @Test
    void nestedScopesEndFromTheInside() {
        run(
                self -> {
                    Throwable thrown =
                            catchThrowable(
                                    () ->
                                            TaskScope.run(
                                                    outer -> {
                                                        outer.fork(
                                                                () ->
                                                                        TaskScope.run(
                                                                                inner -> {
                                                                                    inner.fork(
                                                                                            () ->
                                                                                                    sleepAndLog(
                                                                                                            60,
                                                                                                            "grandchild"));
                                                                                    sleepAndLog(
                                                                                            60,
                                                                                            "child");
                                                                                    return null;
                                                                                }));
                                                        outer.fork(() -> failAfter(1, "sibling"));
                                                        return null;
                                                    }));
                    logTime(thrown.getCause().getMessage());
                });
        loop.advance(ofSeconds(1));
        assertThat(log)
                .containsExactly(
                        "grandchild cancelled at 1", "child cancelled at 1", "sibling at 1");
    }

    @Test
    void aDeadlineAroundItEndsAllOfIt() {
        Job job =
                run(
                        self ->
                                Deadline.failAfter(
                                        ofSeconds(5),
                                        () -> {
                                            TaskScope.run(
                                                    scope -> {
                                                        scope.fork(() -> sleepAndLog(60, "child"));
                                                        log.add(
                                                                scope.fork(Deadline::remaining)
                                                                        .join());
                                                        scope.join();
                                                        return null;
                                                    });
                                        }));
        loop.advance(ofSeconds(5));
        assertThat(log)
                .containsExactly(java.util.Optional.of(ofSeconds(5)), "child cancelled at 5");
        assertThat(job.failure).isExactlyInstanceOf(CancelledByTimeoutException.class);
    }

    /// A child that has a failure to tell is not overheard because the time is over, too.
    @Test
    void aFailureIsToldAlsoIfTheScopeIsCancelled() {
        Job job =
                run(
                        self ->
                                Deadline.moveOnAfter(
                                        ofSeconds(5),
                                        () ->
                                                TaskScope.run(
                                                        scope -> {
                                                            scope.fork(
                                                                    () -> {
                                                                        try {
                                                                            Task.sleep(
                                                                                    ofSeconds(60));
                                                                        } finally {
                                                                            throwOnPurpose();
                                                                        }
                                                                    });
                                                            Task.sleep(ofSeconds(60));
                                                            return null;
                                                        })));
        loop.advance(ofSeconds(5));
        assertThat(job.failure)
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("on purpose");
    }

    @Test
    void toCancelTheTaskCancelsItsSubtasks() {
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(() -> sleepAndLog(60, "child"));
                                            scope.join();
                                            return null;
                                        }));
        job.cancel("no longer needed");
        assertThat(log).containsExactly("child cancelled at 0");
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isNull();
    }

    /// Also if the task waits at the scope's end, where it can't throw before they have ended.
    @Test
    void theScopesEndWaitsForCleanUp() {
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(
                                                    () -> {
                                                        try {
                                                            Task.sleep(ofSeconds(60));
                                                        } finally {
                                                            Shield.run(
                                                                    ofSeconds(5),
                                                                    () -> sleepAndLog(2, "clean"));
                                                        }
                                                    });
                                            return null;
                                        }));
        job.cancel("no longer needed");
        assertThat(job.hasEnded()).isFalse();
        loop.advance(ofSeconds(5));
        assertThat(log).containsExactly("clean at 2");
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void oneSubtaskCanBeCancelledAlone() {
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        scope -> {
                                            Subtask<?> ticker =
                                                    scope.fork(() -> sleepAndLog(60, "ticker"));
                                            Subtask<?> other =
                                                    scope.fork(() -> sleepAndLog(2, "other"));
                                            Task.sleep(ofSeconds(1));
                                            ticker.cancel("enough");
                                            other.join();
                                            log.add(ticker.state());
                                            log.add(catchThrowable(ticker::join).getClass());
                                            return null;
                                        }));
        loop.advance(ofSeconds(2));
        assertThat(log)
                .containsExactly(
                        "ticker cancelled at 1",
                        "other at 2",
                        Subtask.State.CANCELLED,
                        CancellationException.class);
        assertThat(job.failure).isNull();
    }

    /// Whoever is given up doesn't run its own end, and so can't end its subtasks.
    @Test
    void theSubtasksOfOneThatIsGivenUpEnd() {
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(() -> sleepAndLog(60, "child"));
                                            while (true) {
                                                try {
                                                    Task.sleep(ofSeconds(60));
                                                } catch (Cancelled swallowed) {
                                                    // on purpose
                                                }
                                            }
                                        }));
        job.cancel("no longer needed");
        assertThat(log).containsExactly("child cancelled at 0");
        assertThat(job.failure).hasMessageContaining("is given up");
    }
}
