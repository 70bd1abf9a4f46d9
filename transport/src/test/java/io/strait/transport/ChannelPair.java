package io.strait.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/**
 * A coroutine on an event loop, and a socket of the test's at its other end. Nobody listens any
 * more.
 */
final class ChannelPair implements AutoCloseable {
    final Socket socket;
    final Channel channel;

    ChannelPair(EventLoopGroup group, Transport transport, CoroutineHandler.Body<ByteBuf> body)
            throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Channel server =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverChannel())
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(CoroutineHandler.of(body));
                                        accepted.complete(channel);
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        socket = new Socket(address.getAddress(), address.getPort());
        channel = accepted.get();
        server.close().sync();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
