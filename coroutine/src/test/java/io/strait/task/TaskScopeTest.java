package io.strait.task;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// Tasks that end together, in the time of a [ManualLoop].
class TaskScopeTest extends TaskScopeFixture {
    @Test
    void theBodyUsesWhatItsSubtasksReturn() {
        run(
                self ->
                        log.add(
                                TaskScope.run(
                                        scope -> {
                                            Subtask<String> one = scope.fork(() -> "one");
                                            Subtask<Integer> two = scope.fork(() -> 2);
                                            log.add(one.state());
                                            scope.join();
                                            return one.get() + two.get();
                                        })));
        assertThat(log).containsExactly(Subtask.State.UNAVAILABLE, "one2");
    }

    @Test
    void itEndsWhenAllHaveEnded() {
        run(
                self -> {
                    TaskScope.run(
                            scope -> {
                                scope.fork(() -> sleepAndLog(3, "long"));
                                scope.fork(() -> sleepAndLog(1, "short"));
                                log.add("body");
                                return null;
                            });
                    logTime("over");
                });
        loop.advance(ofSeconds(10));
        assertThat(log).containsExactly("body", "short at 1", "long at 3", "over at 3");
    }

    /// Also if the subtasks notice it before the body does.
    @Test
    void aScopeThatIsCancelledWhileItJoinsHasNoResult() {
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        Joiner.<String>allSuccessfulOrThrow(),
                                        scope -> {
                                            scope.fork(
                                                    () -> {
                                                        Task.sleep(ofSeconds(5));
                                                        return "one";
                                                    });
                                            try {
                                                return scope.join();
                                            } catch (Throwable thrown) {
                                                log.add(thrown.getClass());
                                                throw thrown;
                                            }
                                        }));
        job.cancel("no longer needed");
        loop.advance(ofSeconds(10));
        assertThat(log).containsExactly(Cancelled.class);
    }

    @Test
    void aFailureCancelsTheOthersAndTheBodyAndSurfacesOnce() {
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(() -> sleepAndLog(60, "sibling"));
                                            scope.fork(() -> failAfter(2, "on purpose"));
                                            sleepAndLog(60, "body");
                                            return null;
                                        }));
        loop.advance(ofSeconds(2));
        assertThat(log).containsExactlyInAnyOrder("sibling cancelled at 2", "body cancelled at 2");
        assertThat(job.failure)
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("on purpose");
        assertThat(job.failure.getCause().getSuppressed()).isEmpty();
    }

    @Test
    void furtherFailuresAreSuppressedInTheFirst() {
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
                                                            throwOnPurpose();
                                                        }
                                                    });
                                            scope.fork(() -> failAfter(1, "first"));
                                            scope.join();
                                            return null;
                                        }));
        loop.advance(ofSeconds(1));
        assertThat(job.failure).cause().hasMessage("first");
        assertThat(job.failure.getCause().getSuppressed())
                .hasSize(1)
                .hasOnlyElementsOfType(IllegalStateException.class);
    }

    @Test
    void whatTheBodyThrowsLeavesAsItIsAndCancelsTheOthers() {
        IOException failure = new IOException("on purpose");
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        scope -> {
                                            scope.fork(() -> sleepAndLog(60, "child"));
                                            Task.sleep(ofSeconds(1));
                                            throw failure;
                                        }));
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("child cancelled at 1");
        assertThat(job.failure).isSameAs(failure);
    }

    @Test
    void aFailureThatTheBodyHasDealtWithDoesNotSurfaceAgain() {
        Job job =
                run(
                        self ->
                                log.add(
                                        TaskScope.run(
                                                scope -> {
                                                    scope.fork(() -> failAfter(1, "on purpose"));
                                                    try {
                                                        scope.join();
                                                        return "not reached";
                                                    } catch (ExecutionException e) {
                                                        return e.getCause().getMessage();
                                                    }
                                                })));
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("on purpose");
        assertThat(job.failure).isNull();
    }

    @Test
    void aSubtasksFailureIsTheCauseOfItsJoin() {
        run(
                self ->
                        TaskScope.run(
                                Joiner.awaitAll(),
                                scope -> {
                                    Subtask<?> failing = scope.fork(() -> failAfter(1, "purpose"));
                                    log.add(catchThrowable(failing::join).getCause());
                                    log.add(failing.exception());
                                    assertThatThrownBy(failing::get)
                                            .isExactlyInstanceOf(IllegalStateException.class)
                                            .hasMessage("fork 1 of job (FAILED) has no result");
                                    return null;
                                }));
        loop.advance(ofSeconds(1));
        assertThat(log).hasSize(2).hasOnlyElementsOfType(IOException.class);
    }

    @Test
    void severalMayJoinTheSame() {
        run(
                self ->
                        TaskScope.run(
                                scope -> {
                                    Subtask<String> one =
                                            scope.fork(
                                                    () -> {
                                                        Task.sleep(ofSeconds(1));
                                                        return "one";
                                                    });
                                    for (int i = 0; i < 3; i++)
                                        scope.fork(() -> logTime(one.join()));
                                    return null;
                                }));
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("one at 1", "one at 1", "one at 1");
    }

    @Test
    void aClosedScopeRefusesForks() {
        run(
                self -> {
                    List<TaskScope<Object, Void, ExecutionException>> kept = new ArrayList<>();
                    TaskScope.run(scope -> kept.add(scope));
                    log.add(catchThrowable(() -> kept.getFirst().fork(() -> "late")).getMessage());
                });
        assertThat(log).containsExactly("a scope of job is closed: all of it has ended");
    }

    @Test
    void aSubtaskMayForkIntoTheScope() {
        run(
                self ->
                        TaskScope.run(
                                scope -> {
                                    scope.fork(() -> scope.fork(() -> sleepAndLog(1, "second")));
                                    return null;
                                }));
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("second at 1");
    }

    @Test
    void onlyTheBodyJoins() {
        run(
                self ->
                        TaskScope.run(
                                scope -> {
                                    scope.fork(() -> log.add(catchThrowable(scope::join)));
                                    return null;
                                }));
        assertThat(log).hasOnlyElementsOfType(IllegalStateException.class).hasSize(1);
    }

    @Test
    void anotherThreadCantFork() {
        run(
                self ->
                        TaskScope.run(
                                scope -> {
                                    Elsewhere.run(
                                            () ->
                                                    log.add(
                                                            catchThrowable(
                                                                    () -> scope.fork(() -> 1))));
                                    return null;
                                }));
        assertThat(log).hasOnlyElementsOfType(IllegalStateException.class).hasSize(1);
    }

    @Test
    void aThousandInAThousand() {
        int[] ran = new int[1];
        run(
                self -> {
                    for (int i = 0; i < 1000; i++) {
                        TaskScope.run(
                                scope -> {
                                    for (int j = 0; j < 1000; j++) scope.fork(() -> ran[0]++);
                                    return null;
                                });
                    }
                });
        loop.runAll();
        assertThat(ran[0]).isEqualTo(1_000_000);
    }
}
