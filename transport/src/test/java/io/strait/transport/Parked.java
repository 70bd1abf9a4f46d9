package io.strait.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.strait.task.ReadyQueue;
import io.strait.task.Task;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.infra.results.II_Result;

/** A coroutine on a running event loop that other threads are about to wake, all at once. */
final class Parked {
    private static final EventLoopGroup LOOP =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("loop", true), LocalIoHandler.newFactory());
    private static final LocalAddress SERVER = new LocalAddress("the other end");

    /** How often the loop is called after the actors: a close takes some tasks of its. */
    private static final int TURNS = 4;

    /** How long to wait for a wake-up before it counts as lost. After the first, no longer. */
    static volatile int patienceInSeconds = 60;

    static {
        new ServerBootstrap()
                .group(LOOP)
                .channel(LocalServerChannel.class)
                .childHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
                            }
                        })
                .bind(SERVER)
                .syncUninterruptibly();
    }

    /** What the coroutine does, and is woken from. Afterwards it parks once more. */
    interface Waiting {
        void await(Connection<Object> connection) throws Exception;
    }

    final Connection<Object> connection;
    final Task task;

    private volatile Connection<Object> started;
    private volatile Task running;
    private volatile boolean released;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final AtomicInteger finallyBlocks = new AtomicInteger();
    private final CountDownLatch woken = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** When this returns, the coroutine waits. */
    Parked(Waiting waiting, ChannelHandler... inFront) {
        CoroutineHandler<Object> handler =
                CoroutineHandler.of(Object.class, connection -> run(waiting, connection));
        Channel channel =
                new Bootstrap()
                        .group(LOOP)
                        .channel(LocalChannel.class)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(inFront).addLast(handler);
                                    }
                                })
                        .connect(SERVER)
                        .syncUninterruptibly()
                        .channel();
        channel.eventLoop().submit(() -> {}).syncUninterruptibly(); // after channelActive
        connection = started;
        task = running;
    }

    private void run(Waiting waiting, Connection<Object> connection) throws Exception {
        started = connection;
        running = ReadyQueue.ofThread().current();
        try {
            waiting.await(connection);
            wakeUps.incrementAndGet();
            woken.countDown();
            parkWhereNothingMayWakeIt();
        } finally {
            finallyBlocks.incrementAndGet();
            woken.countDown();
            ended.countDown();
        }
    }

    /** Except that the end of the channel cancels it. */
    private void parkWhereNothingMayWakeIt() {
        while (!released) {
            running.throwIfCancelled();
            AnyWakeUp.park();
            if (!released) wakeUps.incrementAndGet();
        }
    }

    /**
     * {@code 1, 1} if it was woken from its wait as it should and by one wake-up alone, and its
     * finally block ran once.
     */
    void report(II_Result result) {
        if (await(woken)) {
            giveTurns(); // to what would wake it a second time
            onTheLoop(this::release);
            awaitEnd();
        }
        tell(result);
    }

    /** The same for one that is to be cancelled in the end, woken or not. */
    void reportCancelled(II_Result result) {
        awaitEnd();
        tell(result);
    }

    /** Until the connection has dealt with it, too. */
    void awaitEnd() {
        if (await(ended)) giveTurns();
    }

    private static boolean await(CountDownLatch latch) {
        giveTurns(); // also where there is no patience any more
        try {
            boolean done = latch.await(patienceInSeconds, TimeUnit.SECONDS);
            if (!done) patienceInSeconds = 0;
            return done;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For another thread: the loop runs it, later. */
    static void handOver(Runnable task) {
        LOOP.execute(task);
    }

    private static void giveTurns() {
        for (int i = 0; i < TURNS; i++) onTheLoop(() -> {});
    }

    private static void onTheLoop(Runnable task) {
        LOOP.submit(task).syncUninterruptibly();
    }

    private void release() {
        released = true;
        task.wake();
    }

    private void tell(II_Result result) {
        result.r1 = wakeUps.get();
        result.r2 = finallyBlocks.get();
    }

    /** Time for another thread between a look and what is done about it, also on one processor. */
    @SuppressWarnings("ThreadPriorityCheck") // the more threads, the sooner the gap is hit
    static void gap() {
        Thread.yield();
        for (int i = 0; i < 100; i++) Thread.onSpinWait();
    }
}
