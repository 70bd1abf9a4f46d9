package io.strait.bench;

import io.strait.coroutine.Coroutine;
import io.strait.task.Mailbox;
import io.strait.task.ManualLoop;
import io.strait.task.Task;
import io.strait.task.TaskBody;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// One task puts and another one takes, on the same loop: the time for each item. Beside it the
/// least that a handover between two coroutines can cost, which is one resume and suspend.
@OperationsPerInvocation(MailboxBenchmark.ITEMS)
public class MailboxBenchmark extends Measured {
    static final int ITEMS = 10_000;

    private static final Integer ITEM = 1;

    private final Coroutine<Object, Object> coroutine = Parked.coroutine(0);

    /// A resume and a suspend for each item.
    @Benchmark
    public void floor() {
        for (int i = 0; i < ITEMS; i++) coroutine.resume(this);
    }

    /// The putter is up to 64 items ahead.
    ///
    /// @return how many were taken
    @Benchmark
    public int buffered64() {
        return pass(new Mailbox<>(64));
    }

    /// Each item goes from task to task.
    ///
    /// @return how many were taken
    @Benchmark
    public int rendezvous() {
        return pass(new Mailbox<>(0));
    }

    /// As with 64, in one that the tasks of other loops could use too.
    ///
    /// @return how many were taken
    @Benchmark
    public int shared64() {
        return pass(Mailbox.shared(64));
    }

    private static int pass(Mailbox<Integer> mailbox) {
        ManualLoop loop = new ManualLoop();
        int[] taken = new int[1];
        start(
                loop,
                () -> {
                    for (int i = 0; i < ITEMS; i++) mailbox.put(ITEM);
                    mailbox.close();
                });
        start(
                loop,
                () -> {
                    for (Integer item; (item = mailbox.take()) != null; ) taken[0] += item;
                });
        loop.runAll();
        if (taken[0] != ITEMS) throw new IllegalStateException(taken[0] + " items");
        return taken[0];
    }

    private static void start(ManualLoop loop, Runnable code) {
        Task task =
                loop.newTask(
                        new TaskBody() {
                            @Override
                            public void run() {
                                code.run();
                            }

                            @Override
                            public void ended(@Nullable Throwable failure) {
                                if (failure != null) throw new IllegalStateException(failure);
                            }
                        });
        task.start();
    }
}
