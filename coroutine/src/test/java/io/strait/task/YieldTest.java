package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How tasks that need not wait let the others run.
class YieldTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<String> log = new ArrayList<>();

    /// Two that are ready at the same time.
    private void both(Job.Code one, Job.Code other) {
        Job.started(
                loop,
                self -> {
                    Job.started(loop, one);
                    Job.started(loop, other);
                });
    }

    private Job.Code yields(String name) {
        return self -> {
            for (int i = 1; i <= 3; i++) {
                log.add(name + i);
                Task.yieldNow();
            }
        };
    }

    @Test
    void theyTakeTurns() {
        both(yields("a"), yields("b"));
        assertThat(log).containsExactly("a1", "b1", "a2", "b2", "a3", "b3");
    }

    @Test
    void theLoopGetsItsThreadBackToo() {
        Job.started(
                loop,
                self -> {
                    loop.execute(() -> log.add("command"));
                    while (log.isEmpty()) Task.yieldNow();
                });
        assertThat(log).isEmpty();
        loop.runAll();
        assertThat(log).containsExactly("command");
    }

    @Test
    void aWakeUpMeanwhileIsNotLostAndNotDoubled() {
        Gate gate = new Gate(loop);
        Job job =
                Job.started(
                        loop,
                        self -> {
                            self.wake();
                            Task.yieldNow();
                            log.add("yielded");
                            gate.await(self);
                            log.add("passed");
                        });
        job.wake();
        assertThat(log).containsExactly("yielded");
        gate.open();
        assertThat(log).containsExactly("yielded", "passed");
    }

    @Test
    void aCancelledOneThrows() {
        Job.started(
                loop,
                self -> {
                    self.cancel("done");
                    log.add(catchThrowable(Task::yieldNow).getMessage());
                });
        assertThat(log).containsExactly("done");
    }

    private static Job.Code busy(int operations, Runnable end) {
        return self -> {
            for (int i = 0; i < operations; i++) self.countOperation();
            end.run();
        };
    }

    @Test
    void afterSoManyOperationsTheOthersGetTheirTurn() {
        both(busy(127, () -> log.add("a")), busy(1, () -> log.add("b")));
        assertThat(log).containsExactly("a", "b");
        log.clear();
        both(busy(128, () -> log.add("a")), busy(1, () -> log.add("b")));
        assertThat(log).containsExactly("b", "a");
    }

    @Test
    void aWaitBeginsTheCountAnew() {
        both(
                self -> {
                    for (int i = 0; i < 10; i++) {
                        for (int j = 0; j < 127; j++) self.countOperation();
                        log.add("a");
                        Task.yieldNow();
                    }
                },
                self -> {
                    for (int i = 0; i < 10; i++) {
                        log.add("b");
                        Task.yieldNow();
                    }
                });
        for (int i = 0; i < 10; i++)
            assertThat(log.subList(2 * i, 2 * i + 2)).containsExactly("a", "b");
    }

    /// It has something to do, and so goes on, rather than fail in every hundredth of its reads.
    @Test
    void whoCannotStopHereGoesOn() {
        Object monitor = new Object();
        Job job =
                Job.started(
                        loop,
                        self -> {
                            synchronized (monitor) {
                                for (int i = 0; i < 1000; i++) self.countOperation();
                            }
                            log.add("done");
                        });
        assertThat(log).containsExactly("done");
        assertThat(job.hasEnded()).isTrue();
    }
}
