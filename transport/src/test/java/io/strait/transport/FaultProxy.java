package io.strait.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network in a bad mood, between clients and a server: it splits, joins, delays and throttles
 * what passes, and ends some of the connections early. What it does is decided by a seed and by how
 * many connections came before.
 */
final class FaultProxy implements AutoCloseable {
    /** What becomes of a connection. */
    enum Fault {
        /** All of it arrives, if slowly and in pieces. */
        NONE,
        /** One direction ends early, as if its sender had ended its output. */
        HALF_CLOSE,
        /** Both directions end at once. */
        RESET
    }

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetSocketAddress server;
    private final long seed;
    private final Channel listener;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Integer, List<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> clients = new ConcurrentHashMap<>();

    FaultProxy(InetSocketAddress server, long seed) {
        this.server = server;
        this.seed = seed;
        listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1_000)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel client) {
                                        accept(client);
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** What became, or is to become, of the connections from this client's port, in their order. */
    List<Fault> faultsOf(int clientPort) {
        return faults.getOrDefault(clientPort, List.of());
    }

    /** The port of the client whose connection comes to the server from this one. */
    @Nullable Integer clientOf(int port) {
        return clients.get(port);
    }

    /** How many channels it has open. */
    int open() {
        return open.get();
    }

    private void accept(SocketChannel client) {
        Random random = new Random(seed + accepted.getAndIncrement());
        int kind = random.nextInt(10);
        Fault fault = kind < 6 ? Fault.NONE : kind < 8 ? Fault.HALF_CLOSE : Fault.RESET;
        int clientPort = client.remoteAddress().getPort();
        faults.computeIfAbsent(clientPort, port -> new CopyOnWriteArrayList<>()).add(fault);
        count(client);
        new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel upstream) {
                                count(upstream);
                                join(client, upstream, fault, random);
                            }
                        })
                .connect(server)
                .addListener(
                        (ChannelFuture connected) -> {
                            if (connected.isSuccess()) {
                                clients.put(portOf(connected.channel()), clientPort);
                                client.read();
                                connected.channel().read();
                            } else {
                                client.close();
                            }
                        });
    }

    private static int portOf(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private void count(Channel channel) {
        open.incrementAndGet();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
    }

    private static void join(
            SocketChannel client, SocketChannel upstream, Fault fault, Random random) {
        boolean there = random.nextBoolean();
        client.pipeline().addLast(new FaultyPipe(upstream, there ? fault : Fault.NONE, random));
        upstream.pipeline().addLast(new FaultyPipe(client, there ? Fault.NONE : fault, random));
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
