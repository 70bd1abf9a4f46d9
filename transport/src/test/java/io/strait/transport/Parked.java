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

    /** What the coroutine does, and is woken from. */
    interface Waiting {
        void await(Connection<Object> connection) throws Exception;
    }

    final Connection<Object> connection;

    private volatile Connection<Object> started;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final AtomicInteger finallyBlocks = new AtomicInteger();
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
    }

    private void run(Waiting waiting, Connection<Object> connection) throws Exception {
        started = connection;
        try {
            waiting.await(connection);
            wakeUps.incrementAndGet();
        } finally {
            finallyBlocks.incrementAndGet();
            ended.countDown();
        }
    }

    /** {@code 1, 1} if it was woken from its wait as it should, and its finally block ran once. */
    void report(II_Result result) {
        try {
            if (!ended.await(patienceInSeconds, TimeUnit.SECONDS)) patienceInSeconds = 0;
            // What would run its finally block a second time has had its turn after this.
            connection.channel().eventLoop().submit(() -> {}).syncUninterruptibly();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        result.r1 = wakeUps.get();
        result.r2 = finallyBlocks.get();
    }
}
