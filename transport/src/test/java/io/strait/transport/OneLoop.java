package io.strait.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Servers on one event loop of a transport, over TCP. */
final class OneLoop implements AutoCloseable {
    /** What went down the pipelines. */
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final Transport transport;
    private final EventLoopGroup group;

    OneLoop(Transport transport) {
        this.transport = transport;
        this.group = transport.newEventLoopGroup(1);
    }

    InetSocketAddress serve(CoroutineHandler.Body<ByteBuf> body) {
        Channel server =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverChannel())
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(CoroutineHandler.of(body), new Failures());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
        return (InetSocketAddress) server.localAddress();
    }

    /** Clients on the same loop, each of them a coroutine. */
    Guest guest(int patienceInSeconds) {
        return new CoroutineGuest(transport, group, patienceInSeconds);
    }

    private final class Failures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
