package io.strait.bench;

import com.softwaremill.jox.Channel;
import io.strait.bench.rivals.KotlinCoroutines;
import io.strait.bench.rivals.VirtualThreads;
import io.strait.coroutine.Coroutine;
import io.strait.task.Mailbox;
import io.strait.task.ManualLoop;
import io.strait.task.Task;
import io.strait.task.TaskBody;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// One task puts and another one takes, on the same loop: the time for each item. Beside it the
/// least that a handover between two coroutines can cost, which is one resume and suspend. And what
/// others have for it, on one thread as well: see [ForkBenchmark].
@OperationsPerInvocation(MailboxBenchmark.ITEMS)
@Fork(jvmArgsPrepend = {VirtualThreads.CARRIERS, VirtualThreads.ONE})
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

    /// Virtual threads and an `ArrayBlockingQueue`.
    ///
    /// @return how many were taken
    @Benchmark
    public int virtualThread64() {
        return checked(VirtualThreads.pass(new ArrayBlockingQueue<>(64), ITEMS));
    }

    /// The same, with as many carriers as there are cores.
    ///
    /// @return how many were taken
    @Benchmark
    @Fork(jvmArgsPrepend = {})
    public int virtualThread64Default() {
        return checked(VirtualThreads.pass(new ArrayBlockingQueue<>(64), ITEMS));
    }

    /// Virtual threads and a `SynchronousQueue`.
    ///
    /// @return how many were taken
    @Benchmark
    public int virtualThreadRendezvous() {
        return checked(VirtualThreads.pass(new SynchronousQueue<>(), ITEMS));
    }

    /// The same, with as many carriers as there are cores.
    ///
    /// @return how many were taken
    @Benchmark
    @Fork(jvmArgsPrepend = {})
    public int virtualThreadRendezvousDefault() {
        return checked(VirtualThreads.pass(new SynchronousQueue<>(), ITEMS));
    }

    /// Virtual threads and one of Jox's channels.
    ///
    /// @return how many were taken
    @Benchmark
    public int jox64() {
        return checked(VirtualThreads.pass(Channel.<Integer>newBufferedChannel(64), ITEMS));
    }

    /// Virtual threads and one of Jox's channels.
    ///
    /// @return how many were taken
    @Benchmark
    public int joxRendezvous() {
        return checked(VirtualThreads.pass(Channel.<Integer>newRendezvousChannel(), ITEMS));
    }

    /// Kotlin's coroutines and channel.
    ///
    /// @return how many were taken
    @Benchmark
    public int kotlin64() {
        return checked(KotlinCoroutines.pass(64, ITEMS));
    }

    /// Kotlin's coroutines and channel.
    ///
    /// @return how many were taken
    @Benchmark
    public int kotlinRendezvous() {
        return checked(KotlinCoroutines.pass(0, ITEMS));
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
        return checked(taken[0]);
    }

    private static int checked(int taken) {
        if (taken != ITEMS) throw new IllegalStateException(taken + " of " + ITEMS);
        return taken;
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
