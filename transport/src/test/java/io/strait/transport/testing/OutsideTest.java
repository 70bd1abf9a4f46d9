package io.strait.transport.testing;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strait.task.Deadline;
import io.strait.task.Offload;
import io.strait.transport.Connection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Work on other threads, for which a scenario really waits.
@ExtendWith(ScenarioExtension.class)
class OutsideTest {
    /// Answers once another thread has let it: `offer` may be called from any.
    private static Connection<ByteBuf> offering(Scenario scenario) {
        CompletableFuture<Connection<ByteBuf>> connection = new CompletableFuture<>();
        scenario.connect(
                self -> {
                    connection.complete(self);
                    self.read();
                });
        scenario.untilAllParked();
        return connection.join();
    }

    private static ByteBuf answer() {
        return Unpooled.copiedBuffer("answer", StandardCharsets.UTF_8);
    }

    @Test
    void whatIsBusyIsWaitedFor(Scenario scenario) {
        Connection<ByteBuf> connection = offering(scenario);
        Peer peer = scenario.connect(self -> {});
        Busy lookup = scenario.busy("lookup");
        whenThisThreadWaits(
                () -> {
                    connection.offer(answer());
                    lookup.done();
                });
        Peer first = ((ScriptedChannel) connection.channel()).peer();
        first.expect("answer");
        peer.expectEnd();
    }

    /// Runs `work` on another thread, once this one really waits.
    private static void whenThisThreadWaits(Runnable work) {
        Thread waiting = Thread.currentThread();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (waiting.getState() == Thread.State.RUNNABLE) Thread.onSpinWait();
                            work.run();
                        });
    }

    @Test
    void soIsAFuture(Scenario scenario) {
        CompletableFuture<String> future = new CompletableFuture<>();
        scenario.busy(future);
        whenThisThreadWaits(() -> future.complete("done"));
        scenario.untilAllParked();
        assertThat(future).isCompleted();
    }

    @Test
    void soIsOffloadedCode(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Thread test = Thread.currentThread();
                            connection.write(
                                    Offload.run(
                                            () -> {
                                                while (test.getState() == Thread.State.RUNNABLE)
                                                    Thread.onSpinWait();
                                                return answer();
                                            }));
                        });
        peer.expect("answer");
        peer.expectEnd();
    }

    /// However long it takes.
    @Test
    void itEndsWhenNothingElseCanHappen() throws Exception {
        Scenario.checkDeterminism(
                scenario -> {
                    scenario.connect(
                            connection -> {
                                Offload.run(() -> {});
                                scenario.note("offloaded");
                            });
                    Peer chatty =
                            scenario.connect(
                                    connection -> {
                                        for (ByteBuf data; (data = connection.read()) != null; )
                                            data.release();
                                        scenario.note("all is read");
                                    });
                    for (int i = 0; i < 200; i++) chatty.send("x");
                    chatty.close();
                    scenario.untilAllParked();
                });
    }

    @Test
    void aTurnIsWaitedForToo(Scenario scenario) {
        Offload offload = new Offload(1);
        CountDownLatch abandoned = new CountDownLatch(1);
        scenario.connect(
                connection ->
                        Deadline.moveOnAfter(
                                ofSeconds(0),
                                () ->
                                        offload.callOrAbandon(
                                                () -> {
                                                    awaitStubbornly(abandoned);
                                                    return "";
                                                })));
        Peer peer =
                scenario.connect(
                        connection -> {
                            connection.read();
                            connection.write(offload.call(OutsideTest::answer));
                        });
        scenario.untilAllParked(); // nobody waits for what is abandoned
        peer.close();
        whenThisThreadWaits(abandoned::countDown);
        peer.expect("answer");
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException again) {
                // And again.
            }
        }
    }

    @Test
    void codeThatNeverEndsIsNamed(Scenario scenario) {
        CountDownLatch released = new CountDownLatch(1);
        scenario.connect(connection -> Offload.run(() -> released.await()));
        scenario.busyLimit(ofMillis(20));
        assertThatThrownBy(scenario::untilAllParked)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not done within 20 ms of real time: what [")
                .hasMessageContaining("] has offloaded");
        scenario.busyLimit(ofSeconds(10));
        released.countDown();
    }

    @Test
    void aLimitOfRealTimeEndsTheWaitAndNamesTheWork(Scenario scenario) {
        Busy never = scenario.busy("the lookup of a name");
        scenario.busyLimit(ofMillis(20));
        assertThatThrownBy(scenario::untilAllParked)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not done within 20 ms of real time: the lookup of a name")
                .hasMessageContaining("busyLimit");
        never.done();
        scenario.untilAllParked();
    }

    @Test
    void virtualTimeStandsStillMeanwhile(Scenario scenario) {
        Busy busy = scenario.busy("work");
        Thread.ofVirtual().start(busy::done);
        scenario.untilAllParked();
        assertThat(scenario.clock().elapsed()).isZero();
    }

    @Test
    void aLimitIsMoreThanZero(Scenario scenario) {
        assertThatThrownBy(() -> scenario.busyLimit(ofSeconds(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
