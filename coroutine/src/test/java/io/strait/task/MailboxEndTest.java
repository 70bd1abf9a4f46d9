package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What putters and takers see when a mailbox is closed, or fails.
class MailboxEndTest extends MailboxFixture {
    @Test
    void afterTheEndTakersGetWhatIsThereAndThenNull() {
        putter(1, 2);
        mailbox.close();
        taker("took", 4);
        assertThat(log).endsWith("took 1", "took 2", "took null", "took null");
        assertThat(mailbox.isClosed()).isTrue();
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void whoWaitsToTakeIsToldOfTheEnd() {
        taker("a", 1);
        taker("b", 1);
        mailbox.close();
        assertThat(log).containsExactly("a null", "b null");
    }

    @Test
    void whoWaitsToPutAtTheEndGetsItsItemThrough() {
        Job putter = putter(1, 4);
        mailbox.close();
        taker("took", 4);
        assertThat(log)
                .containsExactly(
                        "put 1", "put 2", "took 1", "took 2", "took 3", "took null", "put 3");
        assertThat(putter.failure)
                .isExactlyInstanceOf(MailboxClosedException.class)
                .hasMessage("the mailbox is closed and takes no more items")
                .hasNoCause();
    }

    @Test
    void afterTheEndNothingCanBePut() {
        mailbox.close();
        Job putter = putter(1, 1);
        assertThat(putter.failure).isExactlyInstanceOf(MailboxClosedException.class);
        assertThatThrownBy(() -> mailbox.offer(1))
                .isExactlyInstanceOf(MailboxClosedException.class);
        assertThat(mailbox.size()).isZero();
    }

    @Test
    void afterAFailureTakersGetWhatIsInTheQueueAndThenTheFailure() {
        IOException cause = new IOException("on purpose");
        putter(1, 2);
        mailbox.fail(cause);
        run(
                self -> {
                    log.add(mailbox.take());
                    log.add(mailbox.poll());
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(mailbox::take)
                                .isExactlyInstanceOf(MailboxClosedException.class)
                                .hasMessage("the mailbox has failed: " + cause)
                                .hasCause(cause);
                        assertThatThrownBy(mailbox::poll).hasCause(cause);
                    }
                    log.add("done");
                });
        assertThat(log).endsWith(1, 2, "done");
    }

    @Test
    void whoWaitsToTakeIsToldOfTheFailure() {
        IOException cause = new IOException("on purpose");
        Job first = taker("a", 1);
        Job second = taker("b", 1);
        mailbox.fail(cause);
        assertThat(first.failure).hasCause(cause);
        assertThat(second.failure).hasCause(cause);
    }

    @Test
    void whoWaitsToPutGetsTheFailureAtOnceAndKeepsItsItem() {
        IOException cause = new IOException("on purpose");
        Job first = putter(1, 3);
        Job second = putter(4, 4);
        mailbox.fail(cause);
        assertThat(first.failure).hasCause(cause);
        assertThat(second.failure).hasCause(cause);
        assertThat(putter(5, 5).failure).hasCause(cause);
        assertThatThrownBy(() -> mailbox.offer(6)).hasCause(cause);
        assertThat(mailbox.drain()).containsExactly(1, 2);
    }

    @Test
    void theFirstEndCounts() {
        mailbox.close();
        mailbox.fail(new IOException("too late"));
        taker("took", 1);
        assertThat(log).containsExactly("took null");

        mailbox = new Mailbox<>(2);
        IOException cause = new IOException("first");
        mailbox.fail(cause);
        mailbox.close();
        mailbox.fail(new IOException("second"));
        assertThat(taker("took", 1).failure).hasCause(cause);
    }

    /// Who waits to put could wait for ever if all takers have failed.
    @Test
    void oneThatIsClosedAndNotEmptyCanStillFail() {
        IOException cause = new IOException("on purpose");
        Job putter = putter(1, 3);
        mailbox.close();
        mailbox.fail(cause);
        assertThat(putter.failure).hasCause(cause);
        Job taker = taker("took", 3);
        assertThat(log).endsWith("took 1", "took 2");
        assertThat(taker.failure).hasCause(cause);
    }

    @Test
    void aTakerThatLeavesLetsThePuttersGo() {
        Job putter = putter(1, 5);
        mailbox.close();
        assertThat(mailbox.drain()).containsExactly(1, 2, 3);
        assertThat(putter.failure).isExactlyInstanceOf(MailboxClosedException.class);
        assertThat(log).endsWith("put 3");
    }
}
