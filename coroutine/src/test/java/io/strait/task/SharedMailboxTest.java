package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Items between tasks of two loops. The second one belongs to another thread, which runs it when
/// the test says so.
class SharedMailboxTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();
    private Mailbox<Integer> mailbox = Mailbox.shared(1);
    private ManualLoop other;
    private OneThread elsewhere;

    /// One in which another thread does something between a look and what follows.
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // outside of the lock
    private static final class Interrupted extends SharedExchange<Integer> {
        Runnable afterLook = () -> {};

        Interrupted() {
            super(1);
        }

        @Override
        boolean isDue(Taker taker) {
            boolean due = super.isDue(taker);
            afterLook.run();
            return due;
        }

        @Override
        boolean isSettled(Putter putter) {
            boolean settled = super.isSettled(putter);
            afterLook.run();
            return settled;
        }
    }

    /// A thread that does one thing after another while the test waits for it.
    private static final class OneThread implements AutoCloseable {
        private final ExecutorService thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("elsewhere").factory());

        <V> V get(Callable<V> code) throws Exception {
            return thread.submit(code).get();
        }

        void run(Action<Exception> code) throws Exception {
            get(
                    () -> {
                        code.run();
                        return null;
                    });
        }

        @Override
        public void close() {
            thread.shutdown();
        }
    }

    @BeforeEach
    void startTheOther() throws Exception {
        elsewhere = new OneThread();
        other = elsewhere.get(ManualLoop::new);
    }

    @AfterEach
    void stopTheOther() {
        elsewhere.close();
    }

    private Job startElsewhere(Job.Code code) throws Exception {
        return elsewhere.get(() -> Job.started(other, code));
    }

    private Job putter(Loop loop, int first, int last) {
        return Job.started(
                loop,
                self -> {
                    for (int i = first; i <= last; i++) {
                        mailbox.put(i);
                        log.add("put " + i + (loop.isCurrent() ? "" : " on the wrong thread"));
                    }
                });
    }

    private Job taker(Loop loop, int times) {
        return Job.started(
                loop,
                self -> {
                    for (int i = 0; i < times; i++) {
                        Integer item = mailbox.take();
                        log.add("took " + item + (loop.isCurrent() ? "" : " on the wrong thread"));
                    }
                });
    }

    @Test
    void aTakerIsWokenOnItsOwnLoop() throws Exception {
        elsewhere.run(() -> taker(other, 1));
        putter(loop, 1, 1);
        assertThat(log).containsExactly("put 1");
        elsewhere.run(() -> other.runAll());
        assertThat(log).containsExactly("put 1", "took 1");
    }

    @Test
    void aPutterWaitsOnItsOwnLoopUntilThereIsRoom() throws Exception {
        elsewhere.run(() -> putter(other, 1, 3));
        assertThat(log).containsExactly("put 1");
        taker(loop, 1);
        assertThat(log).containsExactly("put 1", "took 1");
        elsewhere.run(() -> other.runAll());
        assertThat(log).endsWith("put 2");
        assertThat(mailbox.size()).isEqualTo(1);
    }

    @Test
    void manyItemsAtOnceCostOneCommand() throws Exception {
        elsewhere.run(() -> taker(other, 3));
        for (int i = 0; i < 3; i++) {
            mailbox.offer(i);
            mailbox.poll();
        }
        assertThat(other.queued()).isEqualTo(1);
    }

    @Test
    void aPutThatWasAcceptedIsDoneAlsoIfItsTaskIsCancelledAtOnce() throws Exception {
        mailbox.offer(0);
        Job putter = elsewhere.get(() -> putter(other, 1, 2));
        assertThat(mailbox.poll()).isZero(); // accepted; the wake-up is under way
        putter.cancel("too late");
        elsewhere.run(() -> other.runAll());
        assertThat(log).containsExactly("put 1");
        assertThat(mailbox.drain()).containsExactly(1);
    }

    @Test
    void aPutThatWasNotAcceptedIsWithdrawnByACancellation() throws Exception {
        mailbox.offer(0);
        Job putter = elsewhere.get(() -> putter(other, 1, 1));
        putter.cancel("done");
        elsewhere.run(() -> other.runAll());
        assertThat(log).isEmpty();
        assertThat(mailbox.drain()).containsExactly(0);
    }

    @Test
    void aTakerThatIsCancelledLeavesTheItemToTheNext() throws Exception {
        Job first = elsewhere.get(() -> taker(other, 1));
        taker(loop, 1);
        first.cancel("done");
        elsewhere.run(() -> other.runAll());
        mailbox.offer(1);
        assertThat(log).containsExactly("took 1");
    }

    /// Whoever takes the item away from it may be on another thread.
    @Test
    void aTakerWhoseItemIsGoneWaitsOn() throws Exception {
        elsewhere.run(() -> taker(other, 1));
        mailbox.offer(1);
        assertThat(mailbox.drain()).containsExactly(1);
        elsewhere.run(() -> other.runAll());
        assertThat(log).isEmpty();
        mailbox.offer(2);
        elsewhere.run(() -> other.runAll());
        assertThat(log).containsExactly("took 2");
    }

    @Test
    void aTakerWhoseLoopHasEndedIsNotInTheWay() throws Exception {
        elsewhere.run(() -> taker(other, 1));
        taker(loop, 1);
        elsewhere.run(() -> other.end());
        mailbox.offer(1);
        assertThat(log).containsExactly("took 1");
    }

    @Test
    void theEndIsToldOnEachLoop() throws Exception {
        elsewhere.run(() -> taker(other, 1));
        taker(loop, 1);
        elsewhere.run(mailbox::close);
        assertThat(log).containsExactly("took null");
        loop.runAll();
        assertThat(log).containsExactly("took null", "took null");
    }

    @Test
    void aFailureIsToldOnEachLoop() throws Exception {
        IllegalStateException cause = new IllegalStateException("on purpose");
        Job first = startElsewhere(self -> mailbox.take());
        elsewhere.run(() -> mailbox.fail(cause));
        elsewhere.run(() -> other.runAll());
        assertThat(first.failure).hasCause(cause);
        assertThat(putter(loop, 1, 1).failure).hasCause(cause);
    }

    @Test
    void aTakerThatIsGivenAnItemJustWhenItLeavesPassesItOn() {
        Interrupted exchange = new Interrupted();
        mailbox = new Mailbox<>(exchange);
        Job first = taker(loop, 1);
        taker(loop, 1);
        exchange.afterLook =
                () -> {
                    exchange.afterLook = () -> {};
                    mailbox.offer(1);
                };
        first.cancel("done");
        assertThat(first.hasEnded()).isTrue();
        assertThat(log).containsExactly("took 1");
    }

    @Test
    void aPutThatIsAcceptedJustWhenItIsGivenUpIsDone() throws Exception {
        Interrupted exchange = new Interrupted();
        mailbox = new Mailbox<>(exchange);
        mailbox.offer(0);
        Job putter = putter(loop, 1, 2);
        exchange.afterLook =
                () -> {
                    exchange.afterLook = () -> {};
                    mailbox.drain();
                };
        putter.cancel("too late");
        assertThat(log).containsExactly("put 1");
        assertThat(putter.hasEnded()).isTrue();
        assertThat(mailbox.drain()).isEmpty();
    }
}
