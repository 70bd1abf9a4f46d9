package io.strait.bench.duel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.strait.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One event loop on the platform's native transport, with a contender's handler at the end of each
/// pipeline.
final class NettyServer implements Server {
    private final EventLoopGroup loop;
    private final Channel listener;

    private NettyServer(EventLoopGroup loop, Channel listener) {
        this.loop = loop;
        this.listener = listener;
    }

    static NettyServer start(Protocol protocol, Supplier<ChannelHandler> echo) {
        Transport transport = Transport.best();
        EventLoopGroup loop = transport.newEventLoopGroup(1);
        Channel listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(transport.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(pipeline(protocol, echo))
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
        return new NettyServer(loop, listener);
    }

    private static ChannelHandler pipeline(Protocol protocol, Supplier<ChannelHandler> echo) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (protocol == Protocol.LINES) channel.pipeline().addLast(lines());
                channel.pipeline().addLast(echo.get());
            }
        };
    }

    /* The delimiter stays on: the answer needs it too. */
    private static ChannelHandler lines() {
        return new LineBasedFrameDecoder(Protocol.MAX_LINE, false, true);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
