package io.strait.task;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a select can wait for beside items: timers, the ends of subtasks, sources of one's own.
class SelectSourceTest extends SelectFixture {
    @Test
    void aTimerIsReadyFromItsTimeOnAndTakenOnce() {
        run(
                self -> {
                    Timer timer = Timer.after(ofSeconds(2));
                    Select select = new Select();
                    var time = select.on(timer);
                    Task.sleep(ofSeconds(1));
                    log.add(select.await() == time);
                    log.add(TimeUnit.NANOSECONDS.toSeconds(loop.now()));
                    log.add(select.await(ofSeconds(60)) == null);
                    timer.restart(ofSeconds(5));
                    log.add(select.await(ofSeconds(60)) == time);
                    log.add(TimeUnit.NANOSECONDS.toSeconds(loop.now()));
                });
        loop.advance(ofSeconds(100));
        assertThat(log).containsExactly(true, 2L, true, true, 67L);
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
    }

    @Test
    void aTimerThatWasStoppedIsNeverReady() {
        run(
                self -> {
                    Timer timer = Timer.after(ofSeconds(2));
                    Select select = new Select();
                    select.on(timer);
                    timer.stop();
                    log.add(select.await(ofSeconds(60)) == null);
                });
        loop.advance(ofSeconds(100));
        assertThat(log).containsExactly(true);
    }

    @Test
    void aTimerIsNotChangedWhileATaskWaitsForIt() {
        Timer[] timer = new Timer[1];
        run(
                self -> {
                    timer[0] = Timer.after(ofSeconds(2));
                    Select select = new Select();
                    select.on(timer[0]);
                    select.await();
                });
        assertThatThrownBy(() -> timer[0].restart(ofSeconds(1)))
                .hasMessage(
                        "a timer is changed by the task that selects it, between two selects, and"
                                + " now job waits for it");
        assertThatThrownBy(timer[0]::stop).isInstanceOf(IllegalStateException.class);
        loop.advance(ofSeconds(2));
    }

    @Test
    void theEndOfASubtaskIsASourceWithItsResult() {
        run(
                self ->
                        TaskScope.run(
                                scope -> {
                                    Select select = new Select();
                                    var slow = select.on(sleeper(scope, 2, "slow").joining());
                                    var fast = select.on(sleeper(scope, 1, "fast").joining());
                                    log.add(select.await() == fast);
                                    log.add(fast.get());
                                    fast.remove();
                                    log.add(select.await() == slow);
                                    log.add(slow.get());
                                    return null;
                                }));
        loop.advance(ofSeconds(2));
        assertThat(log).containsExactly(true, "fast", true, "slow");
    }

    private static Subtask<String> sleeper(
            TaskScope<Object, ?, ?> scope, int seconds, String result) {
        return scope.fork(
                () -> {
                    Task.sleep(ofSeconds(seconds));
                    return result;
                });
    }

    @Test
    void whatTakingThrowsComesFromGet() {
        run(
                self ->
                        TaskScope.run(
                                Joiner.awaitAll(),
                                scope -> {
                                    Subtask<Object> failing =
                                            scope.fork(
                                                    () -> {
                                                        throw new IOException("on purpose");
                                                    });
                                    Subtask<Object> cancelled = scope.fork(() -> "never");
                                    cancelled.cancel("not wanted");
                                    Select select = new Select();
                                    var failure = select.on(failing.joining());
                                    log.add(select.await() == failure);
                                    log.add(catchThrowable(failure::get));
                                    return null;
                                }));
        assertThat(log).first().isEqualTo(true);
        assertThat(log.get(1))
                .isInstanceOfSatisfying(
                        ExecutionException.class,
                        thrown -> assertThat(thrown.getCause()).hasMessage("on purpose"));
    }

    @Test
    void aSubtaskThatWasCancelledSaysSo() {
        run(
                self ->
                        TaskScope.run(
                                scope -> {
                                    Subtask<String> cancelled = sleeper(scope, 60, "never");
                                    Task.yieldNow();
                                    cancelled.cancel("not wanted");
                                    Select select = new Select();
                                    var end = select.on(cancelled.joining());
                                    log.add(select.await() == end);
                                    log.add(catchThrowable(end::get));
                                    return null;
                                }));
        assertThat(log.getLast()).isInstanceOf(CancellationException.class);
    }

    @Test
    void aSourceThatIsReadyOnceItsTaskHasEnteredIsNotMissed() {
        run(
                self -> {
                    Select select = new Select();
                    var hidden = select.on(new ReadyInside());
                    log.add(select.await() == hidden);
                });
        assertThat(log).containsExactly(true);
    }

    /// As a source that other threads share: only inside can it be sure of what it sees.
    private static final class ReadyInside extends Source<String, RuntimeException> {
        private boolean inside;

        @Override
        protected boolean isReady() {
            return inside;
        }

        @Override
        protected String take() {
            return "there";
        }

        @Override
        protected void enter(Task task) {
            inside = true;
        }

        @Override
        protected void leave() {
            inside = false;
        }
    }
}
