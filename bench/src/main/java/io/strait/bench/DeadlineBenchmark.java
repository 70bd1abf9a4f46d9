package io.strait.bench;

import io.netty.channel.embedded.EmbeddedChannel;
import io.strait.bench.rivals.KotlinCoroutines;
import io.strait.bench.rivals.Scopes;
import io.strait.bench.rivals.VirtualThreads;
import io.strait.task.Deadline;
import io.strait.task.Loop;
import io.strait.task.Mailbox;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.time.Duration;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/// A limit of five seconds around a read that finds something at once, which is what most limits
/// are for: they are never needed.
///
/// Each of the methods with a limit, whose name ends with `InTime`, has one without it beside; what
/// the limit costs is the difference. Where the read is a mailbox's or a queue's, the time to put
/// the item is in both. Where it is a connection's, so is the message's way through an embedded
/// channel.
///
/// All of it runs on one thread, as in [ForkBenchmark].
@OperationsPerInvocation(DeadlineBenchmark.READS)
@Fork(jvmArgsPrepend = {"--enable-preview", VirtualThreads.CARRIERS, VirtualThreads.ONE})
public class DeadlineBenchmark extends Measured {
    static final int READS = 1_000;

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Integer ITEM = 1;

    private final Scopes jdk = Scopes.load("JdkScopes");
    private final Scopes jox = Scopes.load("JoxScopes");
    private final Mailbox<Boolean> inTime = new Mailbox<>(1);
    private EmbeddedChannel channel = new EmbeddedChannel();
    private int read;

    /// Makes a connection whose coroutine reads a thousand messages whenever it is told to, which
    /// is when they are there.
    @Setup
    public void open() {
        channel =
                new EmbeddedChannel(
                        CoroutineHandler.of(
                                Integer.class,
                                connection -> {
                                    for (Boolean limited; (limited = inTime.take()) != null; )
                                        for (int i = 0; i < READS; i++)
                                            read +=
                                                    limited
                                                            ? readInTime(connection)
                                                            : read(connection);
                                }));
        channel.runPendingTasks();
    }

    private static int read(Connection<Integer> connection) throws Exception {
        return Objects.requireNonNull(connection.read());
    }

    private static int readInTime(Connection<Integer> connection) throws Exception {
        return Objects.requireNonNull(Deadline.failAfter(LIMIT, () -> connection.read()));
    }

    /// A connection's `read`.
    ///
    /// @return how many messages were read
    @Benchmark
    public int connection() {
        return read(false);
    }

    /// The same in a `Deadline`.
    ///
    /// @return how many messages were read
    @Benchmark
    public int connectionInTime() {
        return read(true);
    }

    private int read(boolean limited) {
        read = 0;
        for (int i = 0; i < READS; i++) channel.pipeline().fireChannelRead(ITEM);
        inTime.offer(limited);
        channel.runPendingTasks();
        return checked(read);
    }

    /// A mailbox's `take`.
    ///
    /// @return how many items were taken
    /// @throws Exception never
    @Benchmark
    public int task() throws Exception {
        return checked(Loop.run(() -> take(new Mailbox<>(1))));
    }

    /// The same in a `Deadline`.
    ///
    /// @return how many items were taken
    /// @throws Exception never
    @Benchmark
    public int taskInTime() throws Exception {
        return checked(Loop.run(() -> takeInTime(new Mailbox<>(1))));
    }

    private static int take(Mailbox<Integer> mailbox) {
        int taken = 0;
        for (int i = 0; i < READS; i++) {
            mailbox.offer(ITEM);
            taken += Objects.requireNonNull(mailbox.take());
        }
        return taken;
    }

    private static int takeInTime(Mailbox<Integer> mailbox) {
        int taken = 0;
        for (int i = 0; i < READS; i++) {
            mailbox.offer(ITEM);
            taken += Objects.requireNonNull(Deadline.failAfter(LIMIT, mailbox::take));
        }
        return taken;
    }

    /// A channel's `receive`.
    ///
    /// @return how many items were received
    @Benchmark
    public int kotlin() {
        return checked(KotlinCoroutines.receive(READS));
    }

    /// The same in `withTimeout`.
    ///
    /// @return how many items were received
    @Benchmark
    public int kotlinInTime() {
        return checked(KotlinCoroutines.receiveInTime(READS));
    }

    /// A queue's `take` in a `StructuredTaskScope` with a timeout. The scope is for its children
    /// alone, so a thread is forked.
    ///
    /// @return how many items were taken
    @Benchmark
    public int virtualThreadInTime() {
        return checked(jdk.takeInTime(READS));
    }

    /// A queue's `poll` with a timeout of its own: for this one read it does what the others do for
    /// any code.
    ///
    /// @return how many items were taken
    @Benchmark
    public int virtualThreadPoll() {
        return checked(VirtualThreads.pollInTime(READS));
    }

    /// A channel's `receive` in Jox's `timeout`.
    ///
    /// @return how many items were received
    @Benchmark
    public int joxInTime() {
        return checked(jox.takeInTime(READS));
    }

    private static int checked(int count) {
        if (count != READS) throw new IllegalStateException(count + " of " + READS);
        return count;
    }
}
