package io.strait.task;

import static io.strait.task.Broadcast.SlowConsumer.DISCONNECT;
import static io.strait.task.Broadcast.SlowConsumer.DROP_OLDEST;
import static io.strait.task.Broadcast.SlowConsumer.WAIT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.strait.task.Broadcast.SlowConsumer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long a subscription lasts, and who learns of its end.
class SubscriptionTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();
    private final int[] copies = new int[1];
    private final Broadcast<Integer> broadcast = counted(copies);

    /* Its copies are counted: the living ones. */
    private static Broadcast<Integer> counted(int[] copies) {
        return new Broadcast<>(
                item -> {
                    copies[0]++;
                    return item;
                },
                item -> copies[0]--);
    }

    private Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    private void publish(int first, int last) {
        run(
                self -> {
                    for (int i = first; i <= last; i++) broadcast.publish(i);
                });
    }

    /// As in a write to a peer that takes nothing.
    @Test
    void oneThatIsTooSlowIsCancelledWhereverItWaits() {
        run(
                self -> {
                    try {
                        broadcast.subscribe(
                                2,
                                DISCONNECT,
                                mine -> {
                                    try {
                                        Task.sleep(ofSeconds(1000));
                                    } finally {
                                        log.add(mine.isClosed());
                                        log.add(catchThrowable(mine::take));
                                    }
                                });
                    } catch (SlowConsumerException tooSlow) {
                        log.add(tooSlow);
                    }
                    Task.sleep(ofSeconds(1)); // the code around it is not cancelled
                    log.add("goes on");
                });
        publish(1, 3);
        assertThat(log).hasSize(3).first().isEqualTo(true);
        assertThat(log.get(1)).isExactlyInstanceOf(Cancelled.class);
        assertThat((Throwable) log.get(2))
                .isExactlyInstanceOf(SlowConsumerException.class)
                .hasMessage(
                        "disconnected as a slow consumer: 2 published items were waiting for it"
                                + " when the next one came")
                .hasCauseExactlyInstanceOf(Cancelled.class);
        assertThat(broadcast.subscriptions()).isZero();
        assertThat(copies[0]).isZero();
        loop.advance(ofSeconds(1));
        assertThat(log).last().isEqualTo("goes on");
    }

    @Test
    void soIsWhatItHasForked() {
        Job job =
                run(
                        self ->
                                broadcast.subscribe(
                                        1,
                                        DISCONNECT,
                                        mine ->
                                                TaskScope.run(
                                                        scope -> {
                                                            scope.fork(this::sleepLong);
                                                            scope.fork(this::sleepLong);
                                                            return null;
                                                        })));
        publish(1, 2);
        assertThat(log).containsExactly("finally", "finally");
        assertThat(job.failure).isExactlyInstanceOf(SlowConsumerException.class);
    }

    private void sleepLong() {
        try {
            Task.sleep(ofSeconds(1000));
        } finally {
            log.add("finally");
        }
    }

    @Test
    void fromAnotherThreadToo() throws InterruptedException {
        Job job = run(self -> broadcast.subscribe(1, DISCONNECT, mine -> sleepLong()));
        Thread other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < 2; i++) broadcast.offer(i);
                                });
        other.join();
        loop.runAll();
        assertThat(job.failure).isExactlyInstanceOf(SlowConsumerException.class);
        assertThat(copies[0]).isZero();
    }

    /// As with a deadline that has passed when the code is done.
    @Test
    void oneThatEndsAllTheSameHasEnded() {
        Job job =
                run(
                        self ->
                                broadcast.subscribe(
                                        1,
                                        DISCONNECT,
                                        mine -> {
                                            for (int i = 0; i < 3; i++) broadcast.publish(i);
                                            log.add("done");
                                        }));
        assertThat(log).isEmpty(); // publish is a wait, too
        assertThat(job.failure).isExactlyInstanceOf(SlowConsumerException.class);
        run(
                self ->
                        broadcast.subscribe(
                                1,
                                DISCONNECT,
                                mine -> {
                                    for (int i = 0; i < 3; i++) log.add(broadcast.offer(i));
                                }));
        assertThat(log).containsExactly(true, true, true);
        assertThat(copies[0]).isZero();
    }

    @Test
    void whatElseCancelsItIsNotItsSlowness() {
        Job job = run(self -> broadcast.subscribe(1, DISCONNECT, mine -> sleepLong()));
        job.cancel("done");
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isNull();
        Job late =
                run(
                        self ->
                                Deadline.failAfter(
                                        ofSeconds(1),
                                        () ->
                                                broadcast.subscribe(
                                                        1, DISCONNECT, mine -> sleepLong())));
        loop.advance(ofSeconds(1));
        assertThat(late.failure).isExactlyInstanceOf(CancelledByTimeoutException.class);
        assertThat(broadcast.subscriptions()).isZero();
    }

    @Test
    void aBroadcastThatIsClosedIsNotSubscribedTo() {
        broadcast.close();
        Job job = run(self -> broadcast.subscribe(1, WAIT, mine -> log.add("runs")));
        assertThat(job.failure).isExactlyInstanceOf(MailboxClosedException.class);
        assertThat(log).isEmpty();
        assertThatThrownBy(() -> broadcast.subscribe(1, WAIT, mine -> {}))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this thread runs none");
    }

    // What is not closed by its code.

    @Test
    void oneWhoseTaskHasEndedHoldsNobodyUp() {
        Job job =
                run(
                        self -> {
                            broadcast.subscribe(1, WAIT).close();
                            broadcast.subscribe(1, WAIT);
                            broadcast.subscribe(1, WAIT);
                            Task.sleep(ofSeconds(1));
                        });
        run(
                self -> {
                    for (int i = 0; i < 5; i++) broadcast.publish(i);
                    log.add("published");
                });
        assertThat(log).isEmpty();
        loop.advance(ofSeconds(1));
        assertThat(job.hasEnded()).isTrue();
        assertThat(log).containsExactly("published");
        assertThat(broadcast.subscriptions()).isZero();
        assertThat(copies[0]).isZero();
    }

    /// Its `finally` blocks never run.
    @Test
    void neitherDoesOneWhoseTaskWasGivenUp() {
        Job job =
                run(
                        self ->
                                broadcast.subscribe(
                                        1,
                                        WAIT,
                                        mine -> {
                                            while (true) log.add(catchThrowable(mine::take));
                                        }));
        job.cancel("done");
        assertThat(job.failure).hasMessageContaining("is given up");
        assertThat(broadcast.subscriptions()).isZero();
    }

    @Test
    void oneThatIsNoTasksLastsUntilItIsClosed() {
        try (Subscription<Integer> mine = broadcast.subscribe(1, WAIT)) {
            run(self -> log.add(mine.take()));
            publish(1, 1);
            assertThat(log).containsExactly(1);
            assertThat(broadcast.subscriptions()).isEqualTo(1);
        }
        assertThat(broadcast.subscriptions()).isZero();
    }

    // Each suspension.

    /// Three consumers, one for each policy, and two publishers: whatever is struck, and wherever,
    /// no copy is lost, and nobody waits for one that is gone.
    @Test
    void struckAtEverySuspensionNothingIsLostAndNobodyIsHeldUp() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    int[] living = new int[1];
                                    Broadcast<Integer> items = counted(living);
                                    List<Integer> published = new ArrayList<>();
                                    List<Integer> taken = new ArrayList<>();
                                    for (SlowConsumer slow : SlowConsumer.values())
                                        program.task(
                                                slow.name(),
                                                () -> consume(items, slow, taken, living));
                                    for (int i : new int[] {10, 20})
                                        program.task(
                                                "p" + i, () -> publishFour(items, i, published));
                                    program.task(
                                            "end",
                                            () -> {
                                                try {
                                                    Task.sleep(ofSeconds(1));
                                                } finally {
                                                    items.close();
                                                }
                                            });
                                    program.atEnd(
                                            () -> {
                                                assertThat(living[0]).isZero();
                                                assertThat(items.subscriptions()).isZero();
                                                assertThat(published).containsAll(taken);
                                            });
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(20);
    }

    private static void publishFour(Broadcast<Integer> items, int first, List<Integer> published) {
        try {
            for (int i = first; i < first + 4; i++) {
                items.publish(i);
                published.add(i);
                Task.sleep(ofMillis(1));
            }
        } catch (MailboxClosedException early) {
            assertThat(items.isClosed()).isTrue();
        }
    }

    private static void consume(
            Broadcast<Integer> items, SlowConsumer slow, List<Integer> taken, int[] living) {
        try {
            items.subscribe(
                    1,
                    slow,
                    mine -> {
                        for (Integer item; (item = mine.take()) != null; ) {
                            living[0]--;
                            taken.add(item);
                            Task.sleep(ofMillis(2));
                        }
                    });
        } catch (SlowConsumerException tooSlow) {
            return; // it has what it has taken
        }
    }

    /// Where nobody waits, a task that publishes still lets others run, now and then.
    @Test
    void aPublisherThatIsCancelledAsItLetsOthersRunKeepsNoTurn() {
        EverySuspension.of(
                        program -> {
                            Broadcast<Integer> items = new Broadcast<>();
                            boolean[] done = new boolean[1];
                            program.task(
                                    "many",
                                    () -> {
                                        items.subscribe(1, DROP_OLDEST);
                                        for (int i = 0; i < 300; i++) items.publish(i);
                                    });
                            program.task(
                                    "one",
                                    () -> {
                                        try {
                                            Task.sleep(ofMillis(1));
                                            items.publish(1);
                                        } finally {
                                            done[0] = true;
                                        }
                                    });
                            program.atEnd(() -> assertThat(done[0]).isTrue());
                        })
                .check();
    }
}
