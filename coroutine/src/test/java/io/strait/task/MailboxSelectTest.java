package io.strait.task;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strait.task.Broadcast.SlowConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mailboxes among which a task selects.
class MailboxSelectTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();
    private final Mailbox<Integer> one = new Mailbox<>(2);
    private final Mailbox<Integer> two = new Mailbox<>(2);

    private Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    private Job selects(int times, Mailbox<Integer> first, Mailbox<Integer> second) {
        return run(
                self -> {
                    Select select = new Select();
                    var a = select.on(first.taking());
                    var b = select.on(second.taking());
                    for (int i = 0; i < times; i++)
                        log.add(select.await() == a ? "a " + a.get() : "b " + b.get());
                });
    }

    @Test
    void whatIsThereIsTakenAndTheOtherIsLeft() {
        one.offer(1);
        two.offer(2);
        selects(1, one, two);
        assertThat(log).containsExactly("a 1");
        assertThat(two.size()).isEqualTo(1);
    }

    @Test
    void whateverComesFirstIsTaken() {
        selects(2, one, two);
        two.offer(2);
        one.offer(1);
        assertThat(log).containsExactly("b 2", "a 1");
    }

    @Test
    void withoutCapacityItTakesFromWhoPuts() {
        Mailbox<Integer> none = new Mailbox<>(0);
        selects(1, one, none);
        run(
                self -> {
                    none.put(7);
                    log.add("put");
                });
        assertThat(log).containsExactly("b 7", "put");
    }

    /// A select may take from another mailbox instead, so it isn't one that is sure to take.
    @Test
    void withoutCapacityAPutDoesNotReturnForASelectThatTakesSomethingElse() {
        Mailbox<Integer> none = new Mailbox<>(0);
        selects(1, one, none);
        Job putter =
                run(
                        self -> {
                            one.offer(1);
                            none.put(7);
                            log.add("put");
                        });
        assertThat(log).containsExactly("a 1");
        putter.cancel("done");
        assertThat(none.size()).isZero();
    }

    @Test
    void whoSelectsSomethingElsePassesItsWakeUpOn() {
        selects(1, one, two);
        run(self -> log.add("behind " + two.take()));
        run(
                self -> {
                    one.put(1);
                    two.put(2);
                });
        assertThat(log).containsExactly("a 1", "behind 2");
    }

    @Test
    void itWaitsBehindWhoCameFirst() {
        run(self -> log.add("first " + one.take()));
        selects(1, one, two);
        one.offer(1);
        assertThat(log).containsExactly("first 1");
        one.offer(2);
        assertThat(log).containsExactly("first 1", "a 2");
    }

    @Test
    void theEndIsSomethingToTake() {
        selects(1, one, two);
        two.close();
        assertThat(log).containsExactly("b null");
    }

    @Test
    void aFailureIsThrownWhenItIsFetched() {
        IOException cause = new IOException("on purpose");
        Job job = selects(1, one, two);
        two.fail(cause);
        assertThat(job.failure).isExactlyInstanceOf(MailboxClosedException.class).hasCause(cause);
    }

    @Test
    void whoIsCancelledHasTakenNothing() {
        Job job = selects(1, one, two);
        job.cancel("done");
        one.offer(1);
        assertThat(log).isEmpty();
        assertThat(one.size()).isEqualTo(1);
    }

    @Test
    void aSharedMailboxCanBeSelected() throws InterruptedException {
        Mailbox<Integer> shared = Mailbox.shared(2);
        shared.offer(1);
        selects(2, one, shared);
        assertThat(log).containsExactly("b 1");
        Elsewhere.run(() -> shared.offer(2));
        loop.runAll();
        assertThat(log).containsExactly("b 1", "b 2");
    }

    /// Somebody on another thread could be faster.
    @Test
    void aSharedMailboxIsReadyOnlyForWhoIsInLine() {
        Mailbox<Integer> shared = Mailbox.shared(2);
        shared.offer(1);
        run(
                self -> {
                    Source<Integer, RuntimeException> source = shared.taking();
                    log.add(source.isReady());
                    source.enter(self);
                    log.add(source.isReady());
                    log.add(shared.poll());
                    log.add(source.take());
                    source.leave();
                });
        assertThat(log).containsExactly(false, true, null, 1);
    }

    @Test
    void aSubscriptionCanBeSelected() {
        Broadcast<Integer> broadcast = new Broadcast<>();
        Subscription<Integer> mine = broadcast.subscribe(1, SlowConsumer.WAIT);
        run(
                self -> {
                    for (int i = 1; i <= 3; i++) broadcast.publish(i);
                    broadcast.close();
                });
        run(
                self -> {
                    Select select = new Select();
                    var item = select.on(mine.taking());
                    do {
                        select.await();
                        log.add(String.valueOf(item.get()));
                    } while (!log.contains("null"));
                });
        assertThat(log).containsExactly("1", "2", "3", "null");
    }

    @Test
    void aSourceIsForOneTaskAtATime() {
        run(
                self -> {
                    Source<Integer, RuntimeException> source = one.taking();
                    source.enter(self);
                    assertThatThrownBy(() -> source.enter(self))
                            .isExactlyInstanceOf(IllegalStateException.class);
                    source.leave();
                    source.leave();
                    log.add("done");
                });
        assertThat(log).containsExactly("done");
    }

    /// At each of its suspensions, while another task takes from one of the two.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void nothingIsLostWhenASelectIsCancelled(int capacity) {
        for (int k = 1; k <= 12; k++) {
            Mailbox<Integer> first = new Mailbox<>(capacity);
            Mailbox<Integer> second = Mailbox.shared(capacity);
            List<Integer> put = new ArrayList<>();
            List<Integer> taken = new ArrayList<>();
            Job selecting =
                    new Job(
                            loop,
                            self -> {
                                Select select = new Select();
                                var a = select.on(first.taking());
                                var b = select.on(second.taking());
                                while (true) {
                                    Integer item = select.await() == a ? a.get() : b.get();
                                    if (item != null) taken.add(item);
                                }
                            });
            int at = k;
            selecting.afterSlice =
                    () -> {
                        if (selecting.told().size() == at) selecting.cancel("at " + at);
                    };
            selecting.start();
            Job putter =
                    run(
                            self -> {
                                for (int i = 0; i < 20; i++) {
                                    (i % 3 == 0 ? first : second).put(i);
                                    put.add(i);
                                    if (i % 4 == 0) Task.sleep(ofMillis(1));
                                }
                                first.close();
                                second.close();
                            });
            for (Mailbox<Integer> each : List.of(first, second))
                run(
                        self -> {
                            for (Integer item; (item = each.take()) != null; ) taken.add(item);
                        });
            loop.advance(ofSeconds(1));
            assertThat(putter.hasEnded()).isTrue();
            assertThat(selecting.hasEnded()).isTrue();
            assertThat(put).hasSize(20);
            assertThat(taken).containsExactlyInAnyOrderElementsOf(put);
        }
    }
}
