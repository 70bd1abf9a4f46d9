package io.strait.task;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blocking code, on real threads: so tests wait for latches and for ends, and no time passes but
/// that of a [ManualLoop].
@Timeout(60)
class OffloadTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Job run(Job.Code code) {
        return Job.started(
                loop,
                self -> {
                    try {
                        code.run(self);
                    } catch (Throwable thrown) {
                        log.add(thrown);
                        throw thrown;
                    } finally {
                        log.add("finally");
                    }
                });
    }

    private void runUntilEnd(Job... jobs) {
        for (Job job : jobs) {
            while (!job.hasEnded()) {
                loop.runAll();
                Thread.onSpinWait();
            }
        }
    }

    private String block() throws InterruptedException {
        entered.countDown();
        released.await();
        return "returned";
    }

    private String blockDespiteInterrupts() {
        entered.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                released.await();
                return interrupted ? "interrupted" : "returned";
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
    }

    @Test
    void itRunsOnAVirtualThreadAndItsResultIsTheTasks() {
        Job job =
                run(
                        self ->
                                log.add(
                                        Offload.run(
                                                () -> {
                                                    log.add(Thread.currentThread().isVirtual());
                                                    return "result";
                                                })));
        runUntilEnd(job);
        assertThat(log).containsExactly(true, "result", "finally");
    }

    @Test
    void theLoopRunsOthersMeanwhile() throws InterruptedException {
        Job job = run(self -> log.add(Offload.run(this::block)));
        entered.await();
        run(other -> log.add("other"));
        released.countDown();
        runUntilEnd(job);
        assertThat(log).containsExactly("other", "finally", "returned", "finally");
    }

    @Test
    void codeWithoutAResultIsRunToo() {
        Job job =
                run(
                        self -> {
                            Offload.run(() -> doNothing("shared"));
                            new Offload(1).call(() -> doNothing("own"));
                            new Offload(1).callOrAbandon(() -> doNothing("abandonable"));
                        });
        runUntilEnd(job);
        assertThat(log).containsExactly("shared", "own", "abandonable", "finally");
    }

    private void doNothing(String name) {
        log.add(name);
    }

    @Test
    void whatItThrowsIsThrownAsItIs() {
        IOException failure = new IOException("on purpose");
        Job job =
                run(
                        self ->
                                Offload.run(
                                        () -> {
                                            throw failure;
                                        }));
        runUntilEnd(job);
        assertThat(job.failure).isSameAs(failure);
    }

    @Test
    void anErrorIsThrownAsItIs() {
        AssertionError failure = new AssertionError("on purpose");
        Job job =
                run(
                        self ->
                                Offload.run(
                                        () -> {
                                            throw failure;
                                        }));
        runUntilEnd(job);
        assertThat(job.failure).isSameAs(failure);
    }

    @Test
    void aCancelledOneIsInterruptedAndWaitedFor() throws InterruptedException {
        Job job =
                run(
                        self ->
                                Offload.run(
                                        () -> {
                                            try {
                                                return block();
                                            } finally {
                                                log.add("code");
                                            }
                                        }));
        entered.await();
        job.cancel("done");
        runUntilEnd(job);
        assertThat(log).hasSize(3).startsWith("code").endsWith("finally");
        assertThat(log.get(1)).isExactlyInstanceOf(Cancelled.class);
        assertThat((Throwable) log.get(1)).hasMessage("done").hasNoSuppressedExceptions();
    }

    @Test
    void oneThatMindsNoInterruptIsWaitedForAndItsResultIsNotLost() throws InterruptedException {
        Job job =
                run(
                        self -> {
                            log.add(Offload.run(this::blockDespiteInterrupts));
                            Task.sleep(ofDays(1));
                        });
        entered.await();
        job.cancel("done");
        loop.runAll();
        assertThat(job.hasEnded()).isFalse();
        released.countDown();
        runUntilEnd(job);
        assertThat(log).hasSize(3).startsWith("interrupted").endsWith("finally");
        assertThat(log.get(1)).isExactlyInstanceOf(Cancelled.class);
    }

    @Test
    void whatItThrowsAsItIsInterruptedIsSuppressed() throws InterruptedException {
        IOException failure = new IOException("interrupted");
        Job job =
                run(
                        self ->
                                Offload.run(
                                        () -> {
                                            blockDespiteInterrupts();
                                            throw failure;
                                        }));
        entered.await();
        job.cancel("done");
        released.countDown();
        runUntilEnd(job);
        assertThat((Throwable) log.getFirst())
                .isExactlyInstanceOf(Cancelled.class)
                .hasSuppressedException(failure);
    }

    @Test
    void anErrorOfOneThatIsInterruptedIsNotHidden() throws InterruptedException {
        AssertionError failure = new AssertionError("on purpose");
        Job job =
                run(
                        self ->
                                Offload.run(
                                        () -> {
                                            blockDespiteInterrupts();
                                            throw failure;
                                        }));
        entered.await();
        job.cancel("done");
        released.countDown();
        runUntilEnd(job);
        assertThat(job.failure).isSameAs(failure);
    }

    @Test
    void oneWhoseTimeIsOverIsInterrupted() throws InterruptedException {
        Job job = run(self -> Deadline.failAfter(ofSeconds(1), () -> Offload.run(this::block)));
        entered.await();
        loop.advance(ofSeconds(1));
        runUntilEnd(job);
        assertThat(job.failure).isExactlyInstanceOf(CancelledByTimeoutException.class);
    }

    @Test
    void anAbandonedOneIsInterruptedAndNotWaitedFor() throws InterruptedException {
        Offload offload = new Offload(1);
        Job job = run(self -> offload.callOrAbandon(this::blockDespiteInterrupts));
        entered.await();
        job.cancel("done");
        assertThat(job.hasEnded()).isTrue();
        assertThat(log.getFirst()).isExactlyInstanceOf(Cancelled.class);
        Job next = run(self -> log.add(offload.call(() -> "next")));
        loop.runAll();
        assertThat(next.isWaiting()).isTrue(); // the abandoned one counts
        released.countDown();
        runUntilEnd(next);
        assertThat(log).endsWith("next", "finally");
    }

    @Test
    void anAbandonableOneThatEndsInTimeHasItsResult() {
        Job job = run(self -> log.add(new Offload(1).callOrAbandon(() -> "result")));
        runUntilEnd(job);
        assertThat(log).containsExactly("result", "finally");
    }

    @Test
    void aCancelledTaskRunsNothing() {
        Job job =
                run(
                        self -> {
                            self.cancel("early");
                            Offload.run(() -> log.add("runs"));
                        });
        assertThat(job.hasEnded()).isTrue();
        assertThat(log).hasSize(2).doesNotContain("runs");
    }

    @Test
    void theEndOfTheLoopInterruptsItAndWaitsNoLonger() throws InterruptedException {
        Job job = run(self -> log.add(Offload.run(this::blockDespiteInterrupts)));
        entered.await();
        loop.end();
        assertThat(job.hasEnded()).isTrue();
        assertThat((Throwable) log.getFirst()).hasMessage("its loop has ended");
        released.countDown();
    }

    @Test
    void outsideOfATaskItIsRefused() {
        assertThatThrownBy(() -> Offload.run(() -> "value"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start one, with Loop.run()");
    }

    @Test
    void theCodeIsNoTasks() {
        Job job = run(self -> Offload.run(() -> Task.sleep(ofSeconds(1))));
        runUntilEnd(job);
        assertThat(job.failure)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runs none");
    }
}
