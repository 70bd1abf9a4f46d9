package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event loop whose queue of tasks is bounded, and full. */
@Timeout(60)
class RefusedTaskTest {
    private final BlockingQueue<Object> read = new LinkedBlockingQueue<>();

    private void readAll(Connection<String> connection) {
        while (true) {
            try {
                String message = connection.read();
                if (message == null) return;
                read.add(message);
            } catch (IOException e) {
                read.add(e);
            }
        }
    }

    @Test
    void takesNoMessageAwayAndKeepsTheNextOnesComing() throws Exception {
        EventLoop loop =
                new SingleThreadIoEventLoop(
                        null,
                        Executors.defaultThreadFactory(),
                        LocalIoHandler.newFactory(),
                        16,
                        RejectedExecutionHandlers.reject(),
                        0);
        Channel server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(LocalServerChannel.class)
                        .childHandler(new ChannelInboundHandlerAdapter())
                        .bind(new LocalAddress(RefusedTaskTest.class))
                        .sync()
                        .channel();
        Channel channel =
                new Bootstrap()
                        .group(loop)
                        .channel(LocalChannel.class)
                        .handler(CoroutineHandler.of(String.class, this::readAll))
                        .connect(server.localAddress())
                        .sync()
                        .channel();
        // No batch has an end (channelReadComplete), so the loop would have to end it.
        loop.submit(() -> channel.pipeline().fireChannelRead("before")).sync();
        assertThat(read.take()).isEqualTo("before"); // the queue knows its loop from now on
        loop.submit(() -> fillQueueAnd(loop, () -> channel.pipeline().fireChannelRead("first")))
                .sync();
        assertThat(read.take()).isEqualTo("first");
        await().ignoreException(RejectedExecutionException.class) // until the queue has room
                .until(
                        () ->
                                loop.submit(() -> channel.pipeline().fireChannelRead("second"))
                                        != null);
        assertThat(read.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
        loop.shutdownGracefully(0, 30, TimeUnit.SECONDS).sync();
    }

    private static void fillQueueAnd(EventLoop loop, Runnable then) {
        try {
            while (true) loop.execute(() -> {});
        } catch (RejectedExecutionException full) {
            then.run();
        }
    }
}
