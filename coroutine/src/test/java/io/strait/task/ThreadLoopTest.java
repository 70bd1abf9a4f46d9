package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadLoopTest extends LoopConformance {
    private final ThreadLoop loop = new ThreadLoop();
    private final List<Object> log = new ArrayList<>();

    @Override
    Loop loop() {
        return loop;
    }

    @Override
    void runToTheEnd() {
        loop.run();
    }

    @Override
    void end() {
        loop.end();
    }

    /* Ends the loop from another thread as soon as it sleeps. */
    private Thread whenItSleeps(Runnable code) {
        Thread sleeper = Thread.currentThread();
        return Thread.ofPlatform()
                .start(
                        () -> {
                            while (sleeper.getState() != Thread.State.WAITING
                                    && sleeper.getState() != Thread.State.TIMED_WAITING)
                                Thread.onSpinWait();
                            code.run();
                        });
    }

    @Test
    void aCommandFromAnotherThreadWakesIt() {
        whenItSleeps(
                () ->
                        loop.execute(
                                () -> {
                                    log.add("woken");
                                    loop.end();
                                }));
        loop.run();
        assertThat(log).containsExactly("woken");
    }

    @Test
    void theEndFromAnotherThreadWakesIt() {
        whenItSleeps(loop::end);
        loop.run();
        assertThat(loop.hasEnded()).isTrue();
    }

    @Test
    void aCommandWakesItFromASleepUntilATimer() {
        loop.schedule(() -> log.add("tomorrow"), TimeUnit.DAYS.toNanos(1));
        whenItSleeps(() -> loop.execute(loop::end));
        loop.run();
        assertThat(log).isEmpty();
    }

    @Test
    void anInterruptDoesNotEndItAndIsToldAtTheEnd() {
        Thread sleeper = Thread.currentThread();
        whenItSleeps(
                () -> {
                    sleeper.interrupt();
                    // The flag is taken by the sleep, so that it can sleep again.
                    while (sleeper.isInterrupted()) Thread.onSpinWait();
                    loop.execute(() -> log.add("goes on"));
                    loop.execute(loop::end);
                });
        loop.run();
        assertThat(log).containsExactly("goes on");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptBeforeItSleepsDoesNotKeepItAwake() {
        Thread.currentThread().interrupt();
        whenItSleeps(loop::end);
        loop.run();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void withoutInterruptThereIsNoneAtTheEnd() {
        whenItSleeps(loop::end);
        loop.run();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void endedBeforeItRunsItRunsWhatWasQueued() {
        loop.execute(() -> log.add("queued"));
        loop.end();
        assertThatThrownBy(() -> loop.execute(() -> log.add("late")))
                .isExactlyInstanceOf(RejectedExecutionException.class);
        loop.run();
        assertThat(log).containsExactly("queued");
        loop.end();
    }

    @Test
    void itRunsOnceOnItsThread() throws InterruptedException {
        assertThat(Elsewhere.thrownBy(loop::run))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread 'elsewhere' called");
        loop.execute(() -> log.add(catchThrowable(loop::run)));
        loop.execute(loop::end);
        loop.execute(() -> log.add(catchThrowable(loop::run)));
        loop.run();
        log.add(catchThrowable(loop::run));
        assertThat(log)
                .hasSize(3)
                .allSatisfy(
                        thrown ->
                                assertThat((Throwable) thrown)
                                        .isExactlyInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("make another one"));
    }

    /// Code with a handler of its own for what nobody catches.
    private List<Throwable> uncaughtIn(Runnable code) {
        List<Throwable> uncaught = new ArrayList<>();
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler usual = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler(
                (of, thrown) -> {
                    uncaught.add(thrown);
                    throw new IllegalStateException("of the handler");
                });
        try {
            code.run();
        } finally {
            thread.setUncaughtExceptionHandler(usual);
        }
        return uncaught;
    }

    @Test
    void whatACommandThrowsGoesToTheThreadsHandlerAndTheLoopGoesOn() {
        Error ofACommand = new AssertionError("of a command");
        RuntimeException ofATimer = new IllegalStateException("of a timer");
        loop.execute(
                () -> {
                    throw ofACommand;
                });
        loop.schedule(
                () -> {
                    throw ofATimer;
                },
                0);
        loop.execute(() -> loop.execute(() -> loop.schedule(loop::end, 1)));
        assertThat(uncaughtIn(loop::run)).containsExactlyInAnyOrder(ofACommand, ofATimer);
        assertThat(loop.hasEnded()).isTrue();
    }

    /// A command that queues itself again and a timer that sets itself again.
    @Test
    void neitherCommandsNorTimersKeepTheOthersWaiting() {
        int[] runs = new int[2];
        loop.execute(
                new Runnable() {
                    @Override
                    public void run() {
                        runs[0]++;
                        goOn(() -> loop.execute(this));
                    }

                    private void goOn(Runnable more) {
                        if (runs[0] < 1000 || runs[1] < 1000) more.run();
                        else loop.end();
                    }
                });
        loop.schedule(
                new Runnable() {
                    @Override
                    public void run() {
                        runs[1]++;
                        if (!loop.hasEnded()) loop.schedule(this, 0);
                    }
                },
                0);
        loop.run();
        assertThat(runs[0]).isGreaterThanOrEqualTo(1000);
        assertThat(runs[1]).isGreaterThanOrEqualTo(1000);
    }

    /// Each command was taken, and has run, or was refused.
    @Test
    void noCommandIsTakenAndForgottenAtTheEnd() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            AtomicInteger taken = new AtomicInteger();
            AtomicInteger ran = new AtomicInteger();
            ThreadLoop ending = new ThreadLoop();
            Thread sender =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            while (true) {
                                                ending.execute(ran::incrementAndGet);
                                                taken.incrementAndGet();
                                            }
                                        } catch (RejectedExecutionException ended) {
                                            // As it should be.
                                        }
                                    });
            ending.execute(() -> ending.schedule(ending::end, 20_000));
            ending.run();
            sender.join();
            assertThat(ran).hasValue(taken.get());
        }
    }
}
