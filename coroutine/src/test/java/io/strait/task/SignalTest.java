package io.strait.task;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Tasks that wait for something to be true, in the time of a [ManualLoop].
class SignalTest {
    private final ManualLoop loop = new ManualLoop();
    private final Signal signal = new Signal();
    private final List<Object> log = new ArrayList<>();
    private int free;

    private Job takesOne(String name) {
        Job job =
                new Job(
                        name,
                        loop,
                        self -> {
                            signal.awaitUntil(() -> free > 0);
                            free--;
                            log.add(name);
                        });
        job.start();
        return job;
    }

    @Test
    void whatIsTrueAlreadyIsNotWaitedFor() {
        free = 1;
        assertThat(takesOne("a").told()).containsExactly("end", "slice");
    }

    @Test
    void theyGoOnInTheOrderInWhichTheyCameWhileItIsTrue() {
        for (String name : List.of("a", "b", "c")) takesOne(name);
        free = 2;
        signal.signal();
        assertThat(log).containsExactly("a", "b");
        free = 1;
        signal.signal();
        assertThat(log).containsExactly("a", "b", "c");
    }

    @Test
    void eachWaitsForItsOwnCondition() {
        Job.started(
                loop,
                self -> {
                    signal.awaitUntil(() -> free > 5);
                    log.add("many");
                });
        takesOne("one");
        free = 1;
        signal.signal();
        assertThat(log).containsExactly("one");
        free = 6;
        signal.signal();
        assertThat(log).containsExactly("one", "many");
    }

    @Test
    void aSignalIsNotLostToATaskThatIsCancelled() {
        Job first = takesOne("a");
        takesOne("b");
        first.cancel("done");
        free = 1;
        signal.signal();
        assertThat(log).containsExactly("b");
    }

    @Test
    void wokenAndCancelledAtOnceItGoesOnIfTheConditionIsTrue() {
        Job first = takesOne("a");
        Job second = takesOne("b");
        Job.started(
                loop,
                self -> {
                    free = 1;
                    signal.signal();
                    first.cancel("too late");
                    second.cancel("in time");
                });
        assertThat(log).containsExactly("a");
        assertThat(second.hasEnded()).isTrue();
        assertThat(free).isZero();
    }

    @Test
    void withALimitItSaysWhetherItIsTrue() {
        Job.started(loop, self -> log.add(signal.awaitUntil(() -> free > 0, ZERO)));
        Job.started(loop, self -> log.add(signal.awaitUntil(() -> free > 0, ofSeconds(1))));
        Job.started(loop, self -> log.add(signal.awaitUntil(() -> free > 0, ofSeconds(3))));
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly(false, false);
        free = 1;
        signal.signal();
        assertThat(log).containsExactly(false, false, true);
    }

    @Test
    void itIsASourceOfASelect() {
        Job.started(
                loop,
                self -> {
                    Select select = new Select();
                    var many = select.on(signal.when(() -> free > 5));
                    var one = select.on(signal.when(() -> free > 0));
                    log.add(select.await() == one);
                    log.add(many.getClass());
                });
        free = 1;
        signal.signal();
        assertThat(log).first().isEqualTo(true);
    }

    @Test
    void anotherThreadMaySignal() throws InterruptedException {
        AtomicBoolean open = new AtomicBoolean();
        Job job = Job.started(loop, self -> signal.awaitUntil(open::get));
        Elsewhere.run(
                () -> {
                    open.set(true);
                    signal.signal();
                });
        assertThat(job.hasEnded()).isFalse();
        loop.runAll();
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void aSignalForWhichNobodyHasWaitedDoesNothing() throws InterruptedException {
        signal.signal();
        Elsewhere.run(signal::signal);
        free = 1;
        takesOne("a");
        assertThat(log).containsExactly("a");
    }

    @Test
    void aTaskOfAnotherThreadIsRefused() throws InterruptedException {
        takesOne("a");
        Elsewhere.run(
                () -> {
                    Job other =
                            Job.started(new ManualLoop(), self -> signal.awaitUntil(() -> true));
                    assertThat(other.failure)
                            .hasMessageStartingWith("a signal is for the tasks of one thread");
                });
        free = 1;
        signal.signal();
    }

    @Test
    void outsideOfATaskNobodyWaits() {
        assertThatThrownBy(() -> signal.awaitUntil(() -> true))
                .isExactlyInstanceOf(IllegalStateException.class);
    }

    /// Whatever is struck, and wherever: nobody waits for what is true.
    @Test
    void struckAtEverySuspensionNobodyWaitsForWhatIsTrue() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Signal signal = new Signal();
                                    int[] free = new int[1];
                                    int[] waiting = new int[1];
                                    for (String name : List.of("a", "b", "c"))
                                        program.task(name, () -> takeTwo(signal, free, waiting));
                                    program.task("giving", () -> give(signal, free));
                                    program.atEnd(
                                            () ->
                                                    assertThat(Math.min(free[0], waiting[0]))
                                                            .isZero());
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(8);
    }

    private static void takeTwo(Signal signal, int[] free, int[] waiting) {
        for (int i = 0; i < 2; i++) {
            waiting[0]++;
            try {
                signal.awaitUntil(() -> free[0] > 0);
                free[0]--;
            } finally {
                waiting[0]--;
            }
        }
    }

    private static void give(Signal signal, int[] free) {
        for (int i = 0; i < 3; i++) {
            free[0] += 2;
            signal.signal();
            Task.sleep(ofMillis(1));
        }
    }
}
