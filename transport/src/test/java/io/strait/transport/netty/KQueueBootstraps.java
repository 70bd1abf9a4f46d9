package io.strait.transport.netty;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Which ends of a connection Netty's test suite is to try: kqueue with itself, and with NIO. */
final class KQueueBootstraps {
    private static final int THREADS = 4;
    private static final EventLoopGroup KQUEUE =
            new MultiThreadIoEventLoopGroup(
                    THREADS,
                    new DefaultThreadFactory("kqueue", true),
                    KQueueIoHandler.newFactory());
    private static final EventLoopGroup NIO =
            new MultiThreadIoEventLoopGroup(
                    THREADS, new DefaultThreadFactory("nio", true), NioIoHandler.newFactory());

    private KQueueBootstraps() {}

    private record Pair<S extends AbstractBootstrap<?, ?>, C extends AbstractBootstrap<?, ?>>(
            BootstrapFactory<S> server, BootstrapFactory<C> client)
            implements BootstrapComboFactory<S, C> {
        @Override
        public S newServerInstance() {
            return server.newInstance();
        }

        @Override
        public C newClientInstance() {
            return client.newInstance();
        }
    }

    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> sockets() {
        return List.of(
                new Pair<>(KQueueBootstraps::server, KQueueBootstraps::client),
                new Pair<>(KQueueBootstraps::server, KQueueBootstraps::nioClient),
                new Pair<>(KQueueBootstraps::nioServer, KQueueBootstraps::client));
    }

    static List<BootstrapFactory<Bootstrap>> clients() {
        return List.of(KQueueBootstraps::client);
    }

    static List<BootstrapFactory<ServerBootstrap>> servers() {
        return List.of(KQueueBootstraps::server);
    }

    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> domainSockets() {
        return List.of(new Pair<>(KQueueBootstraps::domainServer, KQueueBootstraps::domainClient));
    }

    static List<BootstrapFactory<ServerBootstrap>> domainServers() {
        return List.of(KQueueBootstraps::domainServer);
    }

    static List<BootstrapFactory<Bootstrap>> datagramSockets() {
        return List.of(() -> new Bootstrap().group(KQUEUE).channel(KQueueDatagramChannel.class));
    }

    static List<BootstrapComboFactory<Bootstrap, Bootstrap>> datagrams(
            SocketProtocolFamily family) {
        BootstrapFactory<Bootstrap> kqueue =
                () ->
                        new Bootstrap()
                                .group(KQUEUE)
                                .channelFactory(() -> new KQueueDatagramChannel(family));
        BootstrapFactory<Bootstrap> nio =
                () ->
                        new Bootstrap()
                                .group(NIO)
                                .channelFactory(() -> new NioDatagramChannel(family));
        return List.of(
                new Pair<>(kqueue, kqueue), new Pair<>(kqueue, nio), new Pair<>(nio, kqueue));
    }

    /** The name of a socket in the file system that isn't there yet. */
    static DomainSocketAddress domainAddress() {
        try {
            Path file = Files.createTempFile("kqueue", ".sock");
            Files.delete(file);
            file.toFile().deleteOnExit();
            return new DomainSocketAddress(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerBootstrap server() {
        return new ServerBootstrap().group(KQUEUE).channel(KQueueServerSocketChannel.class);
    }

    private static Bootstrap client() {
        return new Bootstrap().group(KQUEUE).channel(KQueueSocketChannel.class);
    }

    private static ServerBootstrap nioServer() {
        return new ServerBootstrap().group(NIO).channel(NioServerSocketChannel.class);
    }

    private static Bootstrap nioClient() {
        return new Bootstrap().group(NIO).channel(NioSocketChannel.class);
    }

    private static ServerBootstrap domainServer() {
        return new ServerBootstrap().group(KQUEUE).channel(KQueueServerDomainSocketChannel.class);
    }

    private static Bootstrap domainClient() {
        return new Bootstrap().group(KQUEUE).channel(KQueueDomainSocketChannel.class);
    }
}
