package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualLoopTest extends LoopConformance {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();

    @Override
    Loop loop() {
        return loop;
    }

    @Override
    void runToTheEnd() {
        while (!loop.hasEnded())
            if (!loop.runNext()) loop.advance(Duration.ofNanos(loop.nextDeadline() - loop.now()));
        loop.runAll();
    }

    @Override
    void end() {
        loop.end();
    }

    private void logNow() {
        log.add(loop.now());
    }

    @Test
    void itsClockStandsStill() {
        assertThat(loop.now()).isZero();
        loop.execute(this::logNow);
        loop.runAll();
        assertThat(loop.now()).isZero();
        assertThat(log).containsExactly(0L);
    }

    @Test
    void itStopsAtEachTimersTimeAndRunsWhatIsQueuedThen() {
        loop.schedule(() -> loop.execute(this::logNow), 10);
        loop.schedule(this::logNow, 20);
        loop.schedule(() -> loop.schedule(this::logNow, 5), 20);
        loop.advance(Duration.ofNanos(24));
        assertThat(log).containsExactly(10L, 20L);
        assertThat(loop.now()).isEqualTo(24);
        assertThat(loop.nextDeadline()).isEqualTo(25);
        loop.advance(Duration.ofNanos(1));
        assertThat(log).containsExactly(10L, 20L, 25L);
    }

    @Test
    void timersRunInTheOrderOfTheirTime() {
        loop.schedule(() -> log.add("d"), 30);
        loop.schedule(() -> log.add("b"), 10);
        loop.schedule(() -> log.add("c"), 10);
        loop.schedule(() -> log.add("a"), 0);
        loop.advance(Duration.ofNanos(30));
        assertThat(log).containsExactly("a", "b", "c", "d");
    }

    @Test
    void withoutTimersItTurnsAllTheSame() {
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
        loop.advance(Duration.ofSeconds(3));
        assertThat(loop.now()).isEqualTo(3_000_000_000L);
    }

    @Test
    void zeroRunsWhatIsDue() {
        loop.execute(this::logNow);
        loop.schedule(this::logNow, 0);
        loop.advance(Duration.ZERO);
        assertThat(log).containsExactly(0L, 0L);
    }

    @Test
    void clocksGoForward() {
        assertThatThrownBy(() -> loop.advance(Duration.ofNanos(-1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S");
    }

    @Test
    void itsClockMayWrapAround() {
        ManualLoop late = new ManualLoop(Long.MAX_VALUE - 5);
        late.schedule(() -> log.add("b"), 10);
        late.schedule(() -> log.add("a"), 1);
        late.schedule(() -> log.add("c"), 11);
        late.advance(Duration.ofNanos(10));
        assertThat(log).containsExactly("a", "b");
        assertThat(late.now()).isEqualTo(Long.MIN_VALUE + 4);
    }

    @Test
    void oneCommandAtATime() {
        loop.schedule(() -> log.add("timer"), 0);
        loop.execute(() -> log.add("a"));
        loop.execute(() -> log.add("b"));
        assertThat(loop.queued()).isEqualTo(2);
        assertThat(loop.runNext()).isTrue();
        assertThat(log).containsExactly("a");
        assertThat(loop.queued()).isEqualTo(1);
        assertThat(loop.runNext()).isTrue();
        assertThat(loop.runNext()).isTrue();
        assertThat(loop.runNext()).isFalse();
        assertThat(log).containsExactly("a", "b", "timer");
    }

    @Test
    void whatACommandThrowsLeavesAndTheRestRunsLater() {
        loop.execute(
                () -> {
                    throw new AssertionError("on purpose");
                });
        loop.execute(() -> log.add("the rest"));
        assertThatThrownBy(loop::runAll).hasMessage("on purpose");
        assertThat(log).isEmpty();
        loop.runAll();
        assertThat(log).containsExactly("the rest");
    }

    @Test
    void whatATimerThrowsStopsTheClockThere() {
        loop.schedule(
                () -> {
                    throw new AssertionError("on purpose");
                },
                10);
        loop.schedule(this::logNow, 20);
        assertThatThrownBy(() -> loop.advance(Duration.ofNanos(100))).hasMessage("on purpose");
        assertThat(loop.now()).isEqualTo(10);
        loop.advance(Duration.ofNanos(10));
        assertThat(log).containsExactly(20L);
    }

    @Test
    void itsOwnCommandsDoNotRunIt() {
        loop.execute(
                () -> {
                    log.add(catchThrowable(loop::runAll));
                    log.add(catchThrowable(loop::runNext));
                    log.add(catchThrowable(() -> loop.advance(Duration.ZERO)));
                    loop.end();
                    log.add(catchThrowable(loop::runAll));
                });
        loop.runAll();
        assertThat(log).hasSize(4).hasOnlyElementsOfType(IllegalStateException.class);
        loop.runAll();
    }

    @Test
    void onlyItsThreadRunsAndEndsIt() throws InterruptedException {
        for (Runnable each : List.<Runnable>of(loop::runAll, loop::runNext, loop::end))
            assertThat(Elsewhere.thrownBy(each::run))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("thread 'elsewhere' called");
    }

    @Test
    void theEndRunsWhatIsQueuedAndForgetsItsTimers() {
        loop.execute(() -> log.add("queued"));
        loop.schedule(() -> log.add("timer"), 0);
        loop.end();
        assertThat(log).containsExactly("queued");
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
        loop.end();
    }

    @Test
    void commandsWithoutEndAreAFailure() {
        loop.execute(
                new Runnable() {
                    @Override
                    public void run() {
                        loop.execute(this);
                    }
                });
        assertThatThrownBy(loop::runAll)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without end");
        assertThat(loop.queued()).isEqualTo(1);
    }
}
