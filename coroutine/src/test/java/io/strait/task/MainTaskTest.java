package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// A task with a loop of its own, for a `main`.
class MainTaskTest {
    private final List<Object> log = new ArrayList<>();

    @Test
    void itReturnsWhatTheCodeReturns() {
        String result =
                Loop.run(
                        () -> {
                            Task.sleep(Duration.ofMillis(1));
                            return "done";
                        });
        assertThat(result).isEqualTo("done");
    }

    @Test
    void itThrowsWhatTheCodeThrows() {
        IOException failure = new IOException("on purpose");
        assertThatThrownBy(
                        () ->
                                Loop.run(
                                        () -> {
                                            Task.yieldNow();
                                            throw failure;
                                        }))
                .isSameAs(failure);
    }

    @Test
    void itRunsOnTheCallingThread() {
        Loop.run(() -> log.add(Thread.currentThread()));
        assertThat(log).containsExactly(Thread.currentThread());
    }

    @Test
    void itsSubtasksEndWithIt() throws Exception {
        Loop.run(
                () ->
                        TaskScope.run(
                                scope -> {
                                    scope.fork(
                                            () -> {
                                                Task.sleep(Duration.ofMillis(1));
                                                log.add("child");
                                            });
                                    return null;
                                }));
        assertThat(log).containsExactly("child");
    }

    @Test
    void oneThatCancelsItselfSaysSo() {
        assertThatThrownBy(
                        () ->
                                Loop.run(
                                        () -> {
                                            Task.current().cancel("by itself");
                                            Task.yieldNow();
                                        }))
                .isExactlyInstanceOf(CancellationException.class);
    }

    @Test
    void insideOfATaskItIsRefused() {
        assertThatThrownBy(() -> Loop.run(() -> Loop.run(() -> log.add("not reached"))))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TaskScope.run()");
        assertThat(log).isEmpty();
    }

    @Test
    void afterwardsTheThreadCanDoItAgain() {
        for (int i = 0; i < 3; i++) Loop.run(() -> log.add("ran"));
        assertThat(log).hasSize(3);
    }
}
