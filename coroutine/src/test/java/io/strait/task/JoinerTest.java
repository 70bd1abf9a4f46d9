package io.strait.task;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// What a scope waits for, and what its join returns, in the time of a [ManualLoop].
class JoinerTest extends TaskScopeFixture {
    @Test
    void allResultsInOrder() {
        run(
                self ->
                        TaskScope.run(
                                Joiner.<String>allSuccessfulOrThrow(),
                                scope -> {
                                    for (int i = 3; i > 0; i--) {
                                        int seconds = i;
                                        scope.fork(
                                                () -> {
                                                    Task.sleep(ofSeconds(seconds));
                                                    return "after " + seconds;
                                                });
                                    }
                                    log.addAll(scope.join());
                                    return null;
                                }));
        loop.advance(ofSeconds(3));
        assertThat(log).containsExactly("after 3", "after 2", "after 1");
    }

    @Test
    void theFirstThatSucceedsWinsAndTheOthersAreCancelled() {
        run(
                self ->
                        logTime(
                                TaskScope
                                        .<String, String, ExecutionException, String, Exception>run(
                                                Joiner.anySuccessfulOrThrow(),
                                                scope -> {
                                                    scope.fork(() -> failAfter(1, "first"));
                                                    scope.fork(
                                                            () -> {
                                                                Task.sleep(ofSeconds(2));
                                                                return "second";
                                                            });
                                                    scope.fork(
                                                            () -> {
                                                                sleepAndLog(60, "third");
                                                                return "third";
                                                            });
                                                    return scope.join();
                                                })));
        loop.advance(ofSeconds(60));
        assertThat(log).containsExactly("third cancelled at 2", "second at 2");
    }

    @Test
    void ifNoneSucceedsTheFirstFailureIsTheCause() {
        Job job =
                run(
                        self ->
                                TaskScope.run(
                                        Joiner.<String>anySuccessfulOrThrow(),
                                        scope -> {
                                            scope.fork(() -> failAfter(2, "second"));
                                            scope.fork(() -> failAfter(1, "first"));
                                            return scope.join();
                                        }));
        loop.advance(ofSeconds(2));
        assertThat(job.failure).cause().hasMessage("first");
        assertThat(job.failure.getCause().getSuppressed()).hasSize(1);
    }

    @Test
    void allUntilOneSatisfiesTheCondition() {
        run(
                self ->
                        TaskScope.run(
                                Joiner.<String>allUntil(
                                        each -> each.state() == Subtask.State.FAILED),
                                scope -> {
                                    scope.fork(() -> failAfter(1, "on purpose"));
                                    scope.fork(
                                            () -> {
                                                sleepAndLog(60, "second");
                                                return "second";
                                            });
                                    for (Subtask<? extends String> each : scope.join())
                                        log.add(each.state());
                                    return null;
                                }));
        loop.advance(ofSeconds(60));
        assertThat(log)
                .containsExactly(
                        "second cancelled at 1", Subtask.State.FAILED, Subtask.State.CANCELLED);
    }

    @Test
    void oneThatIsForkedWhenTheScopeIsDoneNeverRuns() {
        run(
                self ->
                        TaskScope.run(
                                Joiner.<String>anySuccessfulOrThrow(),
                                scope -> {
                                    scope.fork(() -> "first");
                                    scope.join();
                                    Subtask<String> late =
                                            scope.fork(
                                                    () -> {
                                                        log.add("runs");
                                                        return "late";
                                                    });
                                    log.add(late.state());
                                    return null;
                                }));
        assertThat(log).containsExactly(Subtask.State.CANCELLED);
    }
}
