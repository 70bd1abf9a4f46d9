package io.strait.task;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many run at once, and who is next.
@Timeout(60)
class OffloadLimitTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    private void runUntilEnd(Job... jobs) {
        for (Job job : jobs) {
            while (!job.hasEnded()) {
                loop.runAll();
                Thread.onSpinWait();
            }
        }
    }

    private void block() throws InterruptedException {
        entered.countDown();
        released.await();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void noMoreRunAtOnceThanTheLimitAndTheOthersInTheirOrder(int limit) {
        Offload offload = new Offload(limit);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Job[] jobs = new Job[50];
        for (int i = 0; i < jobs.length; i++) {
            int number = i;
            jobs[i] =
                    run(
                            self ->
                                    offload.call(
                                            () -> {
                                                most.accumulateAndGet(
                                                        running.incrementAndGet(), Math::max);
                                                order.add(number);
                                                Thread.onSpinWait();
                                                running.decrementAndGet();
                                            }));
        }
        runUntilEnd(jobs);
        assertThat(most).hasValueLessThanOrEqualTo(limit);
        assertThat(order).hasSize(50).doesNotHaveDuplicates();
        // With two at once, one may be slow to say that it runs.
        if (limit == 1) assertThat(order).isSorted();
    }

    @Test
    void oneThatIsCancelledInTheQueueNeverRuns() throws InterruptedException {
        Offload offload = new Offload(1);
        Job first = run(self -> offload.call(this::block));
        Job second = run(self -> offload.call(() -> log.add("second runs")));
        Job third = run(self -> offload.call(() -> log.add("third runs")));
        entered.await();
        second.cancel("done");
        assertThat(second.hasEnded()).isTrue();
        released.countDown();
        runUntilEnd(first, third);
        assertThat(log).contains("third runs").doesNotContain("second runs");
    }

    /// Its turn has come, and it hears of both at once.
    @Test
    void oneThatIsCancelledAsItsTurnComesPassesTheTurnOn() throws InterruptedException {
        Offload offload = new Offload(1);
        Job first = run(self -> offload.call(this::block));
        entered.await();
        Job second = run(self -> offload.call(() -> log.add("second runs")));
        Job third = run(self -> offload.call(() -> log.add("third runs")));
        released.countDown();
        while (loop.queued() < 2) Thread.onSpinWait(); // the second's turn, the first's end
        run(
                other -> {
                    loop.runNext();
                    second.cancel("done");
                });
        assertThat(second.hasEnded()).isTrue();
        runUntilEnd(first, third);
        assertThat(log).containsExactly("third runs");
    }

    @Test
    void tasksOfSeveralLoopsShareALimit() throws InterruptedException {
        Offload offload = new Offload(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        Thread[] threads = new Thread[4];
        int each = 200;
        for (int i = 0; i < threads.length; i++)
            threads[i] =
                    Thread.ofPlatform()
                            .start(
                                    () ->
                                            share(
                                                    offload,
                                                    each,
                                                    () -> {
                                                        most.accumulateAndGet(
                                                                running.incrementAndGet(),
                                                                Math::max);
                                                        Thread.onSpinWait();
                                                        running.decrementAndGet();
                                                        ran.incrementAndGet();
                                                    }));
        for (Thread thread : threads) thread.join();
        assertThat(most).hasValue(1);
        assertThat(ran.get()).isBetween(1, threads.length * each);
        // Whatever became of them, the only turn is back.
        assertThat(Loop.<String, RuntimeException>run(() -> offload.call(() -> "free")))
                .isEqualTo("free");
    }

    /* Some of them give up where they are. */
    private static void share(Offload offload, int times, Action<RuntimeException> code) {
        Loop.run(
                () -> {
                    for (int i = 0; i < times; i++) {
                        if (i % 3 == 0)
                            Deadline.moveOnAfter(
                                    ofMillis(1).dividedBy(1 + i % 10), () -> offload.call(code));
                        else offload.call(code);
                    }
                });
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThatThrownBy(() -> new Offload(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("a limit of 0 lets nothing run");
    }
}
