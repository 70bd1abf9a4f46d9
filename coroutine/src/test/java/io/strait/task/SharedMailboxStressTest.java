package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.coroutine.JvmMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks of three loops put and take as fast as they can, and another thread offers. Most of their
/// waits are cut short at a random moment. Each item has to arrive once.
@Tag("slow")
@Timeout(120)
class SharedMailboxStressTest {
    private static final int ITEMS = JvmMode.scaled(100_000);
    private static final int LOOPS = 3;
    private static final int PUTTERS = 2 * LOOPS;

    /// One run. Putters count numbers up; who gets one notes it.
    private static final class Run {
        final Mailbox<Integer> mailbox;
        final int items;
        final AtomicInteger next = new AtomicInteger();
        final AtomicIntegerArray arrived;
        final AtomicInteger putting = new AtomicInteger(PUTTERS + 1); // tasks and the thread
        final AtomicInteger late = new AtomicInteger();
        final CountDownLatch ended = new CountDownLatch(LOOPS);
        final List<Throwable> failures = new ArrayList<>();

        Run(Exchange<Integer> exchange, int items) {
            this.mailbox = new Mailbox<>(exchange);
            this.items = items;
            this.arrived = new AtomicIntegerArray(items);
        }

        void putters(SplittableRandom random) {
            for (int i; (i = next.getAndIncrement()) < items; ) {
                int item = i;
                while (!inTime(random, () -> mailbox.put(item))) late.incrementAndGet();
            }
            onePutterLess();
        }

        void offer() {
            for (int i; (i = next.getAndIncrement()) < items; )
                while (!mailbox.offer(i)) Thread.onSpinWait();
            onePutterLess();
        }

        private void onePutterLess() {
            if (putting.decrementAndGet() == 0) mailbox.close();
        }

        void takers(SplittableRandom random) {
            boolean[] end = new boolean[1];
            while (!end[0]) {
                boolean inTime =
                        inTime(
                                random,
                                () -> {
                                    Integer item = mailbox.take();
                                    if (item == null) end[0] = true;
                                    else arrived.incrementAndGet(item);
                                });
                if (!inTime) late.incrementAndGet();
            }
        }

        private static boolean inTime(SplittableRandom random, Action<RuntimeException> operation) {
            if (random.nextInt(4) == 0) {
                operation.run();
                return true;
            }
            return Deadline.moveOnAfter(Duration.ofNanos(random.nextInt(20_000)), operation);
        }

        void loop(int seed) {
            ThreadLoop loop = new ThreadLoop();
            SplittableRandom random = new SplittableRandom(seed);
            AtomicInteger living = new AtomicInteger(4);
            for (int i = 0; i < 4; i++) {
                SplittableRandom own = random.split();
                Job job = new Job(loop, i % 2 == 0 ? self -> putters(own) : self -> takers(own));
                job.atEnd =
                        () -> {
                            if (job.failure != null) fail(job.failure);
                            if (living.decrementAndGet() == 0) loop.end();
                        };
                job.start();
            }
            loop.run();
            ended.countDown();
        }

        private synchronized void fail(Throwable failure) {
            failures.add(failure);
        }

        /// How many items have not arrived exactly once; all of them, if it hangs.
        int wrong(long patienceMillis) throws InterruptedException {
            for (int i = 0; i < LOOPS; i++) {
                int seed = i;
                Thread.ofPlatform().daemon().start(() -> loop(seed));
            }
            Thread.ofPlatform().daemon().start(this::offer);
            if (!ended.await(patienceMillis, TimeUnit.MILLISECONDS)) return items;
            int wrong = 0;
            for (int i = 0; i < items; i++) if (arrived.get(i) != 1) wrong++;
            return wrong;
        }
    }

    private static void assertNothingIsLost(int capacity) throws InterruptedException {
        Run run = new Run(new SharedExchange<>(capacity), ITEMS);
        assertThat(run.wrong(100_000)).isZero();
        assertThat(run.failures).isEmpty();
        assertThat(run.late.get()).isPositive();
        assertThat(run.mailbox.drain()).isEmpty();
    }

    @Test
    void nothingIsLostOrDoubled() throws InterruptedException {
        assertNothingIsLost(16);
    }

    @Test
    void nothingIsLostOrDoubledWithoutCapacity() throws InterruptedException {
        assertNothingIsLost(0);
    }

    @Test
    void nothingIsLostOrDoubledWithTheSmallestQueue() throws InterruptedException {
        assertNothingIsLost(1);
    }

    /// In one of several runs, that is: most fail at once.
    private static boolean fails(Exchange<Integer> exchange) throws InterruptedException {
        Run run = new Run(exchange, ITEMS);
        return run.wrong(5_000) > 0 || !run.failures.isEmpty();
    }

    @Test
    void withoutALockItFails() throws InterruptedException {
        boolean failed = false;
        for (int i = 0; i < 5 && !failed; i++) failed = fails(new UnlockedExchange<>(16));
        assertThat(failed).isTrue();
    }

    @Test
    void ifWhoIsCancelledDoesNotAskItFails() throws InterruptedException {
        boolean failed = false;
        for (int i = 0; i < 5 && !failed; i++) failed = fails(new ForgetfulExchange<>(1));
        assertThat(failed).isTrue();
    }
}
