package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a loop of ours does, whoever turns its clock.
@Timeout(20)
abstract class LoopConformance {
    private static final long FAR = TimeUnit.DAYS.toNanos(1);

    private final List<Object> log = Collections.synchronizedList(new ArrayList<>());

    abstract Loop loop();

    /// Runs commands and timers until [#end] was called in one of them.
    abstract void runToTheEnd();

    abstract void end();

    @Test
    void itIsOfTheThreadThatMadeIt() throws InterruptedException {
        assertThat(loop().isCurrent()).isTrue();
        Elsewhere.run(() -> assertThat(loop().isCurrent()).isFalse());
    }

    @Test
    void commandsRunInTheirOrderOnItsThread() throws InterruptedException {
        Thread thread = Thread.currentThread();
        loop().execute(() -> log.add("a"));
        Elsewhere.run(() -> loop().execute(() -> log.add(Thread.currentThread() == thread)));
        loop().execute(
                        () -> {
                            loop().execute(() -> log.add("d"));
                            log.add("c");
                            loop().execute(this::end);
                        });
        assertThat(log).isEmpty();
        runToTheEnd();
        assertThat(log).containsExactly("a", true, "c", "d");
    }

    @Test
    void timersRunInTheirOrderAndNotTooEarly() {
        List<Long> times = new ArrayList<>();
        long now = loop().now();
        for (int i = 0; i < 3; i++) {
            int each = i;
            loop().schedule(() -> log.add(each), 1_000_000);
        }
        loop().schedule(() -> times.add(loop().now() - now), 1_000_000);
        loop().schedule(this::end, 1_000_000);
        runToTheEnd();
        assertThat(log).containsExactly(0, 1, 2);
        assertThat(times)
                .singleElement()
                .satisfies(time -> assertThat(time).isGreaterThanOrEqualTo(1_000_000));
    }

    @Test
    void aTimerThatWasCalledOffDoesNotRun() {
        Loop.Timer first = loop().schedule(() -> log.add("first"), 0);
        Loop.Timer second = loop().schedule(() -> log.add("second"), 0);
        loop().schedule(second::cancel, -1);
        loop().schedule(() -> log.add("third"), 0);
        loop().schedule(this::end, 0);
        first.cancel();
        first.cancel();
        runToTheEnd();
        assertThat(log).contains("third").doesNotContain("first");
        first.cancel();
        second.cancel();
    }

    @Test
    void aTimerForEverIsNotInThePast() {
        loop().schedule(() -> log.add("for ever"), Long.MAX_VALUE);
        loop().schedule(() -> log.add("far"), FAR);
        loop().schedule(() -> log.add("at once"), Long.MIN_VALUE);
        loop().schedule(this::end, 0);
        runToTheEnd();
        assertThat(log).containsExactly("at once");
    }

    @Test
    void timersAndCommandsMayBringNewOnes() {
        loop().schedule(
                        () -> {
                            log.add("timer");
                            loop().execute(() -> log.add("its command"));
                            loop().schedule(
                                            () -> {
                                                log.add("its timer");
                                                end();
                                            },
                                            1000);
                        },
                        1000);
        runToTheEnd();
        assertThat(log).containsExactly("timer", "its command", "its timer");
    }

    @Test
    void afterTheEndItTakesNothing() throws InterruptedException {
        assertThat(loop().hasEnded()).isFalse();
        loop().execute(this::end);
        runToTheEnd();
        assertThat(loop().hasEnded()).isTrue();
        assertThatThrownBy(() -> loop().execute(() -> log.add("late")))
                .isExactlyInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> loop().schedule(() -> log.add("late"), 0))
                .isExactlyInstanceOf(RejectedExecutionException.class);
        assertThat(Elsewhere.thrownBy(() -> loop().execute(() -> log.add("late"))))
                .isExactlyInstanceOf(RejectedExecutionException.class);
        assertThat(log).isEmpty();
    }

    @Test
    void whatWasQueuedBeforeTheEndRuns() {
        loop().execute(
                        () -> {
                            end();
                            log.add(loop().hasEnded());
                            log.add(catchThrowable(() -> loop().execute(() -> log.add("late"))));
                        });
        loop().execute(() -> log.add("queued"));
        loop().schedule(() -> log.add("scheduled"), FAR);
        runToTheEnd();
        assertThat(log).hasSize(3).startsWith(true).endsWith("queued");
        assertThat(log.get(1)).isExactlyInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void onlyItsThreadSchedules() throws InterruptedException {
        assertThat(Elsewhere.thrownBy(() -> loop().schedule(() -> {}, 0)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread 'elsewhere' called");
    }

    @Test
    void nullIsRefusedAtOnce() {
        assertThatThrownBy(() -> loop().execute(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop().schedule(null, 0)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void tasksRunOnIt() {
        Gate gate = new Gate(loop());
        Job job =
                Job.started(
                        loop(),
                        self -> {
                            log.add(gate.awaitUntil(self, loop().deadlineIn(1_000_000)));
                            loop().execute(gate::open);
                            gate.await(self);
                            log.add("woken");
                            end();
                        });
        runToTheEnd();
        assertThat(log).containsExactly(false, "woken");
        assertThat(job.hasEnded()).isTrue();
    }
}
