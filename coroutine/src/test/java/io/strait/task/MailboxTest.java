package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Items between tasks of one loop.
class MailboxTest extends MailboxFixture {
    @Test
    void whatWasPutIsTakenInThatOrder() {
        putter(1, 2);
        taker("took", 2);
        assertThat(log).containsExactly("put 1", "put 2", "took 1", "took 2");
        assertThat(mailbox.size()).isZero();
    }

    @Test
    void whoPutsWaitsWhileItIsFull() {
        putter(1, 4);
        assertThat(log).containsExactly("put 1", "put 2");
        assertThat(mailbox.size()).isEqualTo(2);
        taker("took", 1);
        assertThat(log).containsExactly("put 1", "put 2", "took 1", "put 3");
        assertThat(mailbox.size()).isEqualTo(2);
        taker("took", 3);
        assertThat(log).endsWith("took 2", "took 3", "took 4", "put 4");
    }

    @Test
    void whoTakesWaitsWhileItIsEmpty() {
        taker("took", 2);
        assertThat(log).isEmpty();
        putter(1, 1);
        assertThat(log).containsExactly("put 1", "took 1");
    }

    @Test
    void puttersAreServedInTheOrderInWhichTheyCame() {
        putter(1, 3);
        putter(10, 10);
        putter(20, 20);
        taker("took", 5);
        assertThat(log)
                .containsSubsequence("took 1", "took 2", "took 3", "took 10", "took 20")
                .containsSubsequence("put 3", "put 10", "put 20");
    }

    @Test
    void takersAreServedInTheOrderInWhichTheyCame() {
        for (String name : List.of("a", "b", "c")) taker(name, 1);
        putter(1, 3);
        assertThat(log)
                .filteredOn(each -> !each.toString().startsWith("put"))
                .containsExactly("a 1", "b 2", "c 3");
    }

    @Test
    void whoComesWhileTheFirstTakerIsWokenWaitsBehindIt() {
        taker("first", 1);
        run(
                self -> {
                    mailbox.put(1);
                    taker("second", 1);
                });
        assertThat(log).containsExactly("first 1");
        putter(2, 2);
        assertThat(log).endsWith("put 2", "second 2");
    }

    @Test
    void whoPutsAndThenTakesDoesNotOvertakeWhoWaits() {
        taker("first", 1);
        run(
                self -> {
                    mailbox.put(1);
                    log.add("second " + mailbox.take());
                });
        assertThat(log).containsExactly("first 1");
        putter(2, 2);
        assertThat(log).endsWith("put 2", "second 2");
    }

    @Test
    void withoutCapacityAPutReturnsWhenATakerHasTheItem() {
        mailbox = new Mailbox<>(0);
        putter(1, 2);
        assertThat(log).isEmpty();
        taker("took", 1);
        assertThat(log).containsExactly("took 1", "put 1");
        taker("took", 1);
        assertThat(log).containsExactly("took 1", "put 1", "took 2", "put 2");
    }

    @Test
    void withoutCapacityAPutNeedNotWaitIfATakerDoes() {
        mailbox = new Mailbox<>(0);
        taker("took", 2);
        putter(1, 2);
        assertThat(log).containsExactly("put 1", "took 1", "took 2", "put 2");
        assertThat(mailbox.size()).isZero();
    }

    /// So nothing that was put is left behind in a mailbox without capacity.
    @Test
    void withoutCapacityATakerThatWaitsTakesWhatWasPutAlsoIfItIsCancelled() {
        mailbox = new Mailbox<>(0);
        Job taker = taker("took", 2);
        run(
                self -> {
                    taker.cancel("too late");
                    mailbox.put(1);
                });
        assertThat(log).containsExactly("took 1");
        assertThat(taker.hasEnded()).isTrue();
        assertThat(mailbox.size()).isZero();
    }

    @Test
    void anOfferNeverWaits() {
        assertThat(mailbox.offer(1)).isTrue();
        assertThat(mailbox.offer(2)).isTrue();
        assertThat(mailbox.offer(3)).isFalse();
        assertThat(mailbox.drain()).containsExactly(1, 2);
    }

    @Test
    void anOfferWakesWhoWaits() {
        taker("took", 3);
        mailbox.offer(1);
        mailbox.offer(2);
        assertThat(log).containsExactly("took 1", "took 2");
    }

    @Test
    void anOfferDoesNotOvertakeWhoWaitsInPut() {
        putter(1, 3);
        assertThat(mailbox.offer(9)).isFalse();
        taker("took", 1);
        assertThat(mailbox.offer(9)).isFalse();
        assertThat(mailbox.drain()).containsExactly(2, 3);
    }

    @Test
    void withoutCapacityAnOfferIsForATakerThatWaits() {
        mailbox = new Mailbox<>(0);
        assertThat(mailbox.offer(1)).isFalse();
        taker("took", 1);
        assertThat(mailbox.offer(1)).isTrue();
        assertThat(mailbox.offer(2)).isFalse();
        assertThat(log).containsExactly("took 1");
    }

    @Test
    void withoutCapacityThereIsOneOfferForEachTakerThatWaits() {
        mailbox = new Mailbox<>(0);
        taker("a", 1);
        taker("b", 1);
        run(
                self -> {
                    for (int i = 1; i <= 3; i++) log.add(mailbox.offer(i));
                });
        assertThat(log).containsExactly(true, true, false, "a 1", "b 2");
    }

    @Test
    void aPollNeverWaits() {
        assertThat(mailbox.poll()).isNull();
        putter(1, 3);
        assertThat(mailbox.poll()).isEqualTo(1);
        assertThat(log).endsWith("put 3");
        assertThat(mailbox.poll()).isEqualTo(2);
        assertThat(mailbox.poll()).isEqualTo(3);
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void withoutCapacityAPollTakesFromWhoWaitsInPut() {
        mailbox = new Mailbox<>(0);
        putter(1, 2);
        assertThat(mailbox.poll()).isEqualTo(1);
        assertThat(log).containsExactly("put 1");
    }

    @Test
    void aPollLeavesAnItemToWhoWaitsForIt() {
        taker("took", 1);
        run(
                self -> {
                    mailbox.put(1);
                    log.add(mailbox.poll());
                });
        assertThat(log).containsExactly(null, "took 1");
    }

    @Test
    void allOfItCanBeTakenAtOnceWithWhatPuttersWaitWith() {
        putter(1, 3);
        putter(10, 11);
        assertThat(mailbox.drain()).containsExactly(1, 2, 3, 10);
        assertThat(log).containsExactly("put 1", "put 2", "put 3", "put 10", "put 11");
        assertThat(mailbox.drain()).containsExactly(11);
        assertThat(mailbox.drain()).isEmpty();
    }

    @Test
    void withoutCapacityAllThatIsOfferedCanBeTakenAtOnce() {
        mailbox = new Mailbox<>(0);
        putter(1, 1);
        putter(2, 2);
        assertThat(mailbox.drain()).containsExactly(1, 2);
        assertThat(log).containsExactly("put 1", "put 2");
    }

    // Manners.

    @Test
    void whoAlwaysFindsAnItemLetsOthersRun() {
        mailbox = new Mailbox<>(10_000);
        int[] taken = new int[1];
        run(
                self -> {
                    for (int i = 0; i < 1000; i++) mailbox.put(i);
                    run(other -> log.add("other after " + taken[0]));
                    while (mailbox.size() > 0) {
                        mailbox.take();
                        taken[0]++;
                    }
                });
        assertThat(log).hasSize(1);
        assertThat(log.getFirst().toString()).matches("other after \\d{1,2}|other after 1[0-2]\\d");
    }

    /// It never throws Cancelled, so that what is left can be released in a `finally` block.
    @Test
    void whatDoesNotWaitWorksInACancelledTask() {
        run(
                self -> {
                    self.cancel("done");
                    log.add(mailbox.offer(1));
                    log.add(mailbox.poll());
                    log.add(mailbox.drain());
                    log.add(catchThrowable(() -> mailbox.put(2)));
                    log.add(catchThrowable(mailbox::take));
                });
        assertThat(log.subList(0, 3)).containsExactly(true, 1, List.of());
        assertThat(log.subList(3, 5)).hasOnlyElementsOfType(Cancelled.class);
        assertThat(mailbox.size()).isZero();
    }

    @Test
    void aTaskThatIsGivenUpIsNotInTheWay() {
        Job stubborn =
                run(
                        self -> {
                            while (true) log.add(catchThrowable(mailbox::take));
                        });
        taker("second", 1);
        stubborn.cancel("done");
        assertThat(stubborn.hasEnded()).isTrue();
        log.clear();
        taker("third", 1);
        putter(1, 2);
        assertThat(log).containsExactly("put 1", "put 2", "second 1", "third 2");
    }

    // Misuse.

    @Test
    void itemsAreNotNull() {
        assertThatThrownBy(() -> mailbox.offer(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("item");
        assertThat(run(self -> mailbox.put(null)).failure)
                .isExactlyInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> mailbox.fail(null)).hasMessage("cause");
    }

    @Test
    void aCapacityIsNotNegative() {
        assertThatThrownBy(() -> new Mailbox<>(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("a mailbox has a capacity of 0 or more, not -1");
        assertThatThrownBy(() -> Mailbox.shared(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyATaskWaits() {
        assertThatThrownBy(() -> mailbox.put(1)).isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mailbox.take()).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void itIsForOneThread() throws InterruptedException {
        mailbox.offer(1);
        assertThat(Elsewhere.thrownBy(() -> mailbox.offer(2)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("and now by 'elsewhere'; use Mailbox.shared()");
        assertThat(Elsewhere.thrownBy(mailbox::poll)).isNotNull();
        assertThat(Elsewhere.thrownBy(mailbox::drain)).isNotNull();
        assertThat(Elsewhere.thrownBy(mailbox::close)).isNotNull();
        assertThat(Elsewhere.thrownBy(() -> mailbox.fail(new IOException()))).isNotNull();
        assertThat(mailbox.drain()).containsExactly(1);
    }

    /// One that a class makes when it is loaded, for instance.
    @Test
    void itMayBeMadeOnAnotherThread() throws InterruptedException {
        Elsewhere.run(() -> mailbox = new Mailbox<>(1));
        putter(1, 1);
        assertThat(log).containsExactly("put 1");
    }

    @Test
    void itSaysWhatItHolds() {
        putter(1, 1);
        assertThat(mailbox).hasToString("mailbox (1 of 2)");
        mailbox.close();
        assertThat(mailbox).hasToString("mailbox (1 of 2, closed)");
        mailbox.fail(new IOException());
        assertThat(mailbox).hasToString("mailbox (1 of 2, failed)");
        assertThat(mailbox.capacity()).isEqualTo(2);
    }
}
