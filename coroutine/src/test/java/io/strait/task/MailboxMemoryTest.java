package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// What a mailbox takes of the heap.
class MailboxMemoryTest {
    private static final int ITEMS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ManualLoop loop = new ManualLoop();

    private static void putAndTake(Mailbox<String> mailbox) {
        for (int i = 0; i < ITEMS / 10; i++) {
            for (int j = 0; j < 10; j++) mailbox.put("item");
            for (int j = 0; j < 10; j++) mailbox.take();
        }
    }

    private double bytesPerItem(Mailbox<String> mailbox) {
        long[] bytes = new long[1];
        Job job =
                Job.started(
                        loop,
                        self -> {
                            putAndTake(mailbox);
                            long before = threads.getCurrentThreadAllocatedBytes();
                            putAndTake(mailbox);
                            bytes[0] = threads.getCurrentThreadAllocatedBytes() - before;
                        });
        loop.runAll();
        assertThat(job.hasEnded()).isTrue();
        return (double) bytes[0] / ITEMS;
    }

    @Test
    void anItemThatNeedsNoWaitTakesNone() {
        assertThat(bytesPerItem(new Mailbox<>(64))).isLessThan(1);
    }

    @Test
    void norDoesOneOfASharedMailbox() {
        assertThat(bytesPerItem(Mailbox.shared(64))).isLessThan(1);
    }
}
