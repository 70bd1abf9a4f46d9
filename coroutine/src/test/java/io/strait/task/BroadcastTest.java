package io.strait.task;

import static io.strait.task.Broadcast.SlowConsumer.DISCONNECT;
import static io.strait.task.Broadcast.SlowConsumer.DROP_OLDEST;
import static io.strait.task.Broadcast.SlowConsumer.WAIT;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strait.task.Broadcast.SlowConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Items for all who have subscribed.
class BroadcastTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();
    private Broadcast<Integer> broadcast = new Broadcast<>();

    private Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    private Job publisher(int first, int last) {
        return run(
                self -> {
                    for (int i = first; i <= last; i++) {
                        broadcast.publish(i);
                        log.add("published " + i);
                    }
                });
    }

    private static List<Integer> all(Subscription<Integer> subscription) {
        List<Integer> all = new ArrayList<>();
        for (Integer item; (item = subscription.poll()) != null; ) all.add(item);
        return all;
    }

    @Test
    void eachGetsAllFromItsSubscriptionOn() {
        publisher(0, 0);
        Subscription<Integer> first = broadcast.subscribe(10, WAIT);
        publisher(1, 2);
        Subscription<Integer> second = broadcast.subscribe(10, WAIT);
        publisher(3, 3);
        assertThat(all(first)).containsExactly(1, 2, 3);
        assertThat(all(second)).containsExactly(3);
    }

    @Test
    void aConsumerWaitsForTheNextItem() {
        run(
                self -> {
                    try (Subscription<Integer> mine = broadcast.subscribe(1, WAIT)) {
                        for (int i = 0; i < 2; i++) log.add("took " + mine.take());
                    }
                });
        publisher(1, 2);
        assertThat(log).containsExactly("published 1", "took 1", "published 2", "took 2");
        assertThat(broadcast.subscriptions()).isZero();
    }

    @Test
    void withNobodyThereAnItemIsForNobody() {
        publisher(1, 3);
        assertThat(log).hasSize(3);
    }

    @Test
    void aPublisherWaitsForTheSlowest() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        Subscription<Integer> fast = broadcast.subscribe(10, WAIT);
        publisher(1, 3);
        assertThat(log).containsExactly("published 1");
        assertThat(slow.poll()).isEqualTo(1);
        assertThat(log).containsExactly("published 1", "published 2");
        assertThat(all(fast)).containsExactly(1, 2);
        assertThat(slow.poll()).isEqualTo(2);
        assertThat(log).endsWith("published 3");
    }

    @Test
    void publishersWaitTheirTurn() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        publisher(1, 2);
        publisher(10, 11);
        List<Integer> taken = new ArrayList<>();
        for (Integer item; (item = slow.poll()) != null; ) taken.add(item);
        assertThat(taken).containsExactlyInAnyOrder(1, 2, 10, 11).startsWith(1, 2, 10);
    }

    @Test
    void theOldestIsDroppedAndCounted() {
        Subscription<Integer> slow = broadcast.subscribe(2, DROP_OLDEST);
        publisher(1, 5);
        assertThat(log).hasSize(5);
        assertThat(slow.dropped()).isEqualTo(3);
        assertThat(all(slow)).containsExactly(4, 5);
        publisher(6, 6);
        assertThat(slow.dropped()).isEqualTo(3);
    }

    @Test
    void aSlowConsumerIsDisconnectedAndTold() {
        Subscription<Integer> slow = broadcast.subscribe(2, DISCONNECT);
        publisher(1, 4);
        assertThat(log).hasSize(4);
        assertThat(broadcast.subscriptions()).isZero();
        assertThat(slow.isClosed()).isTrue();
        assertThat(slow.poll()).isEqualTo(1);
        assertThat(slow.poll()).isEqualTo(2);
        for (int i = 0; i < 2; i++)
            assertThatThrownBy(slow::poll)
                    .isExactlyInstanceOf(MailboxClosedException.class)
                    .cause()
                    .isExactlyInstanceOf(SlowConsumerException.class)
                    .hasMessage(
                            "disconnected as a slow consumer: 2 published items were waiting for it"
                                    + " when the next one came");
    }

    @Test
    void oneThatIsClosedHoldsNobodyUp() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        publisher(1, 3);
        slow.close();
        assertThat(log).containsExactly("published 1", "published 2", "published 3");
        assertThat(slow.poll()).isNull();
        slow.close();
    }

    @Test
    void whoWaitsInASubscriptionThatIsClosedGetsNull() {
        Subscription<Integer> mine = broadcast.subscribe(1, WAIT);
        run(self -> log.add(mine.take()));
        mine.close();
        assertThat(log).containsExactly((Object) null);
    }

    /// All or none: the fast one, which has room, gets nothing of it either.
    @Test
    void aPublishThatIsCutShortHasGivenTheItemToNobody() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        Subscription<Integer> fast = broadcast.subscribe(10, WAIT);
        run(
                self -> {
                    broadcast.publish(1);
                    log.add(Deadline.moveOnAfter(ofSeconds(1), () -> broadcast.publish(2)));
                });
        Job next = publisher(3, 3);
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly(false);
        assertThat(all(slow)).startsWith(1);
        assertThat(all(fast)).containsExactly(1, 3);
        assertThat(next.hasEnded()).isTrue();
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
    }

    @Test
    void aPublisherThatIsCancelledBeforeItsTurnIsNotInTheWay() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        publisher(1, 2);
        Job second = publisher(3, 3);
        publisher(4, 4);
        second.cancel("done");
        List<Integer> taken = all(slow);
        assertThat(taken).containsExactly(1, 2, 4);
    }

    /// At each of its suspensions, and whatever it waits for there.
    @Test
    void aPublisherThatIsCancelledLosesNothingOfTheOthers() {
        for (int k = 1; k <= 12; k++) {
            broadcast = new Broadcast<>();
            log.clear();
            Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
            Subscription<Integer> fast = broadcast.subscribe(100, WAIT);
            List<Integer> ofSlow = new ArrayList<>();
            Job first = new Job(loop, self -> publish(1, 5));
            Job second = new Job(loop, self -> publish(11, 15));
            int at = k;
            first.afterSlice =
                    () -> {
                        if (first.told().size() == at) first.cancel("at " + at);
                    };
            first.start();
            second.start();
            Job consumer =
                    run(
                            self -> {
                                for (Integer item; (item = slow.take()) != null; ) ofSlow.add(item);
                            });
            loop.advance(ofSeconds(1));
            assertThat(List.of(first, second)).allMatch(Task::hasEnded);
            broadcast.close();
            assertThat(consumer.hasEnded()).isTrue();
            assertThat(all(fast)).containsExactlyElementsOf(ofSlow);
            assertThat(ofSlow).contains(11, 12, 13, 14, 15);
            assertThat(ofSlow).map(Object.class::cast).containsExactlyInAnyOrderElementsOf(log);
        }
    }

    /// Others run after so many items, and may cancel it there: between two items, not in one.
    @Test
    void aPublisherThatIsCancelledAfterManyItemsHasGivenItsTurnBack() {
        Subscription<Integer> mine = broadcast.subscribe(1000, WAIT);
        Job publisher =
                run(
                        self -> {
                            run(other -> self.cancel("enough"));
                            publish(1, 1000);
                        });
        assertThat(publisher.hasEnded()).isTrue();
        assertThat(log).hasSizeBetween(1, 999);
        assertThat(all(mine)).map(Object.class::cast).isEqualTo(log);
        run(self -> broadcast.publish(0));
        assertThat(all(mine)).containsExactly(0);
    }

    private void publish(int first, int last) {
        for (int i = first; i <= last; i++) {
            broadcast.publish(i);
            log.add(i);
        }
    }

    @Test
    void anOfferNeverWaits() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        Subscription<Integer> fast = broadcast.subscribe(10, WAIT);
        assertThat(broadcast.offer(1)).isTrue();
        assertThat(broadcast.offer(2)).isFalse();
        publisher(3, 3);
        assertThat(broadcast.offer(4)).isFalse();
        assertThat(all(slow)).containsExactly(1, 3);
        assertThat(broadcast.offer(5)).isTrue();
        assertThat(all(fast)).containsExactly(1, 3, 5);
    }

    @Test
    void aConsumerThatAnOfferWakesMayOfferItself() {
        Subscription<Integer> all = broadcast.subscribe(10, DROP_OLDEST);
        run(
                self -> {
                    try (Subscription<Integer> mine = broadcast.subscribe(1, DROP_OLDEST)) {
                        for (Integer item; (item = mine.take()) != null; )
                            if (item < 3) log.add(broadcast.offer(item + 1));
                    }
                });
        assertThat(broadcast.offer(1)).isTrue();
        assertThat(log).containsExactly(true, true);
        assertThat(all(all)).containsExactly(1, 2, 3);
    }

    @Test
    void anOfferDoesNotOvertakeAPublisherThatWaits() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        publisher(1, 2);
        run(
                self -> {
                    assertThat(slow.poll()).isEqualTo(1); // the publisher is woken, and runs later
                    log.add(broadcast.offer(3));
                });
        assertThat(log).containsExactly("published 1", false, "published 2");
    }

    @Test
    void offersOfSeveralThreadsAreNeverRefusedWhereNobodyHasToBeWaitedFor() throws Exception {
        int each = 20_000;
        Subscription<Integer> one = broadcast.subscribe(2 * each, DROP_OLDEST);
        Subscription<Integer> another = broadcast.subscribe(2 * each, DISCONNECT);
        AtomicInteger refused = new AtomicInteger();
        Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            int first = i * each;
            threads[i] =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int k = 0; k < each; k++)
                                            if (!broadcast.offer(first + k))
                                                refused.incrementAndGet();
                                    });
        }
        for (Thread thread : threads) thread.join();
        assertThat(refused).hasValue(0);
        assertThat(all(one)).hasSize(2 * each).containsExactlyElementsOf(all(another));
    }

    @Test
    void toAllButMe() {
        Subscription<Integer> other = broadcast.subscribe(10, DROP_OLDEST);
        run(
                self -> {
                    Subscription<Integer> mine = broadcast.subscribe(1, WAIT);
                    broadcast.publish(1); // mine is full now, and doesn't keep me waiting
                    mine.publishToOthers(2);
                    log.add(mine.offerToOthers(3));
                    log.add(broadcast.offer(4));
                    log.add(all(mine));
                    mine.close();
                    mine.publishToOthers(5);
                });
        assertThat(log).containsExactly(true, false, List.of(1));
        assertThat(all(other)).containsExactly(1, 2, 3, 5);
    }

    @Test
    void afterTheEndConsumersGetWhatWaitsAndThenNull() {
        Subscription<Integer> mine = broadcast.subscribe(2, WAIT);
        publisher(1, 2);
        assertThat(broadcast.isClosed()).isFalse();
        broadcast.close();
        broadcast.close();
        assertThat(broadcast.isClosed()).isTrue();
        assertThat(mine.poll()).isEqualTo(1);
        assertThat(mine.poll()).isEqualTo(2);
        assertThat(mine.poll()).isNull();
        assertThat(publisher(3, 3).failure)
                .isExactlyInstanceOf(MailboxClosedException.class)
                .hasMessage("the broadcast is closed and takes no more items");
        assertThatThrownBy(() -> broadcast.offer(4))
                .isExactlyInstanceOf(MailboxClosedException.class);
        assertThatThrownBy(() -> broadcast.subscribe(1, WAIT))
                .isExactlyInstanceOf(MailboxClosedException.class);
        assertThat(broadcast).hasToString("broadcast to 0, closed");
    }

    @Test
    void aPublisherThatWaitsIsToldOfTheEnd() {
        Subscription<Integer> slow = broadcast.subscribe(1, WAIT);
        Job publisher = publisher(1, 2);
        Job next = publisher(3, 3);
        broadcast.close();
        assertThat(publisher.failure).isExactlyInstanceOf(MailboxClosedException.class);
        assertThat(next.failure).isExactlyInstanceOf(MailboxClosedException.class);
        assertThat(all(slow)).containsExactly(1);
    }

    @Test
    void afterAFailureConsumersGetWhatWaitsAndThenTheFailure() {
        IOException cause = new IOException("on purpose");
        Subscription<Integer> mine = broadcast.subscribe(1, WAIT);
        publisher(1, 1);
        broadcast.fail(cause);
        broadcast.close();
        assertThat(broadcast.isClosed()).isTrue();
        assertThat(mine.poll()).isEqualTo(1);
        assertThatThrownBy(mine::poll).hasCause(cause);
        assertThat(publisher(2, 2).failure).hasCause(cause);
    }

    /// As with the reference counts of messages: each copy is taken or discarded, once.
    @Test
    void eachGetsItsOwnCopyAndTheOthersAreDiscarded() {
        int[] living = new int[1];
        broadcast =
                new Broadcast<>(
                        item -> {
                            living[0]++;
                            return item;
                        },
                        item -> living[0]--);
        Subscription<Integer> dropping = broadcast.subscribe(2, DROP_OLDEST);
        Subscription<Integer> slow = broadcast.subscribe(2, DISCONNECT);
        Subscription<Integer> fast = broadcast.subscribe(10, WAIT);
        publisher(1, 5);
        assertThat(living[0]).isEqualTo(2 + 2 + 5);
        assertThat(all(fast)).hasSize(5);
        assertThat(slow.poll()).isEqualTo(1);
        assertThat(living[0]).isEqualTo(9);
        dropping.close();
        slow.close();
        assertThat(living[0]).isEqualTo(9 - 2 - 1);
    }

    @Test
    void aCapacityIsAtLeastOne() {
        assertThatThrownBy(() -> broadcast.subscribe(0, WAIT))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("a subscription has a capacity of 1 or more, not 0");
    }

    @Test
    void itSaysWhatItIs() {
        Subscription<Integer> mine = broadcast.subscribe(3, SlowConsumer.WAIT);
        publisher(1, 1);
        assertThat(broadcast).hasToString("broadcast to 1");
        assertThat(mine).hasToString("subscription (1 of 3, WAIT)");
        assertThat(mine.capacity()).isEqualTo(3);
        assertThat(mine.size()).isEqualTo(1);
    }
}
