package io.strait.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.Future;
import io.strait.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An echo server and the clients that keep it busy, in one JVM.
final class EchoPair implements AutoCloseable {
    private final EventLoopGroup serverLoop;
    private final EventLoopGroup clientLoop;
    private final List<RoundTrips> clients = new ArrayList<>();

    private EchoPair(EventLoopGroup serverLoop, EventLoopGroup clientLoop) {
        this.serverLoop = serverLoop;
        this.clientLoop = clientLoop;
    }

    /// One connection that never leaves the JVM, both of its ends on one event loop.
    static EchoPair local(Echo echo, int messages) {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        EchoPair pair = new EchoPair(loop, loop);
        LocalAddress any = new LocalAddress(EchoPair.class);
        pair.connect(
                server(echo, loop)
                        .channel(LocalServerChannel.class)
                        .bind(any)
                        .syncUninterruptibly()
                        .channel(),
                new Bootstrap().group(loop).channel(LocalChannel.class),
                messages);
        return pair;
    }

    /// Connections over the loopback interface; the server has a thread of its own, and the clients
    /// share another.
    static EchoPair sockets(Transport transport, Echo echo, int connections) {
        EchoPair pair =
                new EchoPair(transport.newEventLoopGroup(1), transport.newEventLoopGroup(1));
        Channel listening =
                server(echo, pair.serverLoop)
                        .channel(transport.serverChannel())
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
        Bootstrap client =
                new Bootstrap().group(pair.clientLoop).channel(transport.clientChannel());
        for (int i = 0; i < connections; i++) pair.connect(listening, client, 1);
        return pair;
    }

    private static ServerBootstrap server(Echo echo, EventLoopGroup loop) {
        return new ServerBootstrap()
                .group(loop)
                .childHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(echo.newHandler());
                            }
                        });
    }

    private void connect(Channel listening, Bootstrap client, int messages) {
        RoundTrips roundTrips = new RoundTrips(messages);
        client.clone().handler(roundTrips).connect(listening.localAddress()).syncUninterruptibly();
        clients.add(roundTrips);
    }

    /// Does `count` round trips, spread over the connections, and waits for their end.
    void roundTrips(int count) {
        List<Future<Void>> running = new ArrayList<>(clients.size());
        for (RoundTrips client : clients) running.add(client.run(count / clients.size()));
        for (Future<Void> each : running) each.syncUninterruptibly();
    }

    @Override
    public void close() {
        Future<?> client = clientLoop.shutdownGracefully(0, 10, TimeUnit.SECONDS);
        Future<?> server = serverLoop.shutdownGracefully(0, 10, TimeUnit.SECONDS);
        client.syncUninterruptibly();
        server.syncUninterruptibly();
    }
}
