package io.strait.task;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Permits, in the time of a [ManualLoop].
class SemaphoreTest {
    private final ManualLoop loop = new ManualLoop();
    private final Semaphore semaphore = new Semaphore(1);
    private final List<Object> log = new ArrayList<>();

    private Job acquires(String name) {
        Job job =
                new Job(
                        name,
                        loop,
                        self -> {
                            semaphore.acquire();
                            log.add(name);
                        });
        job.start();
        return job;
    }

    @Test
    void permitsAreGivenInTheOrderInWhichTasksCame() {
        for (String name : List.of("a", "b", "c")) acquires(name);
        assertThat(log).containsExactly("a");
        semaphore.release();
        semaphore.release();
        assertThat(log).containsExactly("a", "b", "c");
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void whoComesBetweenTheReleaseAndTheWokenOneWaits() {
        acquires("a");
        acquires("b");
        Job.started(
                loop,
                self -> {
                    semaphore.release();
                    log.add(semaphore.tryAcquire());
                    log.add(semaphore.tryAcquire(ZERO));
                    acquires("c");
                });
        assertThat(log).containsExactly("a", false, false, "b");
    }

    @Test
    void soManyRunAtATime() {
        int[] running = new int[1];
        Semaphore two = new Semaphore(2);
        for (int i = 0; i < 6; i++) {
            Job.started(
                    loop,
                    self ->
                            two.run(
                                    () -> {
                                        log.add(++running[0]);
                                        Task.sleep(ofSeconds(1));
                                        running[0]--;
                                    }));
        }
        loop.advance(ofSeconds(3));
        assertThat(log).hasSize(6).allMatch(each -> (Integer) each <= 2);
        assertThat(running[0]).isZero();
        assertThat(two.available()).isEqualTo(2);
    }

    @Test
    void runGivesItsPermitBackWhateverTheCodeThrows() {
        Job failing =
                Job.started(
                        loop,
                        self ->
                                semaphore.run(
                                        () -> {
                                            throw new IllegalStateException("on purpose");
                                        }));
        assertThat(failing.failure).hasMessage("on purpose");
        assertThat(semaphore.available()).isEqualTo(1);
        Job.started(loop, self -> log.add(semaphore.run(() -> "result")));
        assertThat(log).containsExactly("result");
    }

    @Test
    void withALimitItSaysWhetherItHasOne() {
        acquires("a");
        Job.started(loop, self -> log.add(semaphore.tryAcquire(ofSeconds(2))));
        Job.started(loop, self -> log.add(semaphore.tryAcquire(ofSeconds(4))));
        loop.advance(ofSeconds(3));
        assertThat(log).containsExactly("a", false);
        semaphore.release();
        assertThat(log).containsExactly("a", false, true);
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void cancelledAtTheEntryItTakesNone() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            self.cancel("done");
                            semaphore.acquire();
                        });
        assertThat(job.failure).isNull();
        assertThat(semaphore.available()).isEqualTo(1);
    }

    @Test
    void wokenAndCancelledAtOnceItHasThePermit() {
        acquires("a");
        Job second = acquires("b");
        Job.started(
                loop,
                self -> {
                    semaphore.release();
                    second.cancel("too late");
                });
        assertThat(log).containsExactly("a", "b");
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void aPermitIsASourceOfASelect() {
        semaphore.tryAcquire();
        Job.started(
                loop,
                self -> {
                    Select select = new Select();
                    var permit = select.on(semaphore.acquiring());
                    log.add(select.await() == permit);
                });
        assertThat(log).isEmpty();
        semaphore.release();
        assertThat(log).containsExactly(true);
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void anotherThreadIsRefused() throws InterruptedException {
        semaphore.tryAcquire();
        assertThat(Elsewhere.thrownBy(semaphore::release))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a semaphore is for one thread, and this one is used by '"
                                + Thread.currentThread().getName()
                                + "', and now by 'elsewhere'");
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void fewerPermitsThanNoneAndMoreThanCanBeCountedAreRefused() {
        assertThatThrownBy(() -> new Semaphore(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("fewer permits than none: -1");
        Semaphore full = new Semaphore(Integer.MAX_VALUE);
        assertThatThrownBy(full::release).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void outsideOfATaskNobodyWaits() {
        assertThatThrownBy(semaphore::acquire).isExactlyInstanceOf(IllegalStateException.class);
    }

    /// Whatever is struck, and wherever: all permits are there at the end, and nobody waits.
    @Test
    void struckAtEverySuspensionNoPermitIsLost() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Semaphore permits = new Semaphore(2);
                                    int[] holding = new int[1];
                                    for (int i = 1; i <= 5; i++) {
                                        int time = i;
                                        program.task(
                                                "task " + i,
                                                () -> hold(permits, holding, ofMillis(time)));
                                    }
                                    program.task("hasty", () -> hasty(permits));
                                    program.task("selecting", () -> selecting(permits));
                                    program.atEnd(
                                            () -> {
                                                assertThat(permits.available()).isEqualTo(2);
                                                assertThat(holding[0]).isZero();
                                            });
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(15);
    }

    private static void hold(Semaphore permits, int[] holding, Duration time) {
        for (int i = 0; i < 2; i++) {
            permits.run(
                    () -> {
                        assertThat(++holding[0]).isLessThanOrEqualTo(2);
                        try {
                            Task.sleep(time);
                        } finally {
                            holding[0]--;
                        }
                    });
        }
    }

    private static void hasty(Semaphore permits) {
        for (int i = 0; i < 5; i++) if (permits.tryAcquire(ofMillis(1))) permits.release();
    }

    private static void selecting(Semaphore permits) {
        Timer timer = Timer.after(ofMillis(1));
        Select select = new Select();
        select.on(timer);
        var permit = select.on(permits.acquiring());
        for (int i = 0; i < 5; i++) {
            if (select.await() == permit) permits.release();
            else timer.restart(ofMillis(1));
        }
    }
}
