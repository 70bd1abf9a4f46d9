package io.strait.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections over a medium, of which our end is the one under test. All of ours share one
 * event loop.
 */
final class Endpoints {
    private final End end;
    private final Medium medium;
    private final EventLoopGroup ours;
    private final Queue<Consumer<ChannelPipeline>> accepted = new ConcurrentLinkedQueue<>();
    private final ChannelGroup channels =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final ArrayDeque<AutoCloseable> open = new ArrayDeque<>();
    private final ArrayDeque<Path> files = new ArrayDeque<>();
    private final List<EmbeddedPeer> embedded = new ArrayList<>();
    private @Nullable EventLoopGroup theirs;
    private @Nullable Channel server;
    private @Nullable ServerSocketChannel serverSocket;

    Endpoints(End end) {
        this.end = end;
        this.medium = end.medium();
        this.ours = medium.newEventLoopGroup();
    }

    EventLoopGroup ours() {
        return ours;
    }

    /** An event loop for what is not under test. */
    EventLoopGroup theirs() {
        if (theirs == null) theirs = medium.newEventLoopGroup();
        return theirs;
    }

    /** A connection whose other end is the test's. */
    Peer open(Consumer<ChannelPipeline> pipeline) throws Exception {
        Peer peer = medium.isSocket() ? openSocket(pipeline) : openInMemory(pipeline);
        open.push(peer);
        return peer;
    }

    private Peer openSocket(Consumer<ChannelPipeline> pipeline) throws IOException {
        if (end.isServer()) {
            accepted.add(pipeline);
            return SocketPeer.connected(jdk(server(ours).localAddress()));
        }
        connect(netty(serverSocket().getLocalAddress()), pipeline).syncUninterruptibly();
        return SocketPeer.accepted(serverSocket());
    }

    private Peer openInMemory(Consumer<ChannelPipeline> pipeline) {
        if (medium == Medium.EMBEDDED) {
            EmbeddedChannel channel = new EmbeddedChannel(initializer(pipeline));
            EmbeddedPeer peer = new EmbeddedPeer(channel);
            embedded.add(peer);
            return peer;
        }
        LocalPeer peer = new LocalPeer();
        between(pipeline, theirs -> theirs.addLast(peer));
        return peer;
    }

    /** A connection between two channels of the medium, on two event loops. */
    void between(Consumer<ChannelPipeline> us, Consumer<ChannelPipeline> them) {
        accepted.add(end.isServer() ? us : them);
        SocketAddress address = server(end.isServer() ? ours : theirs()).localAddress();
        connect(end.isServer() ? theirs() : ours, address, end.isServer() ? them : us)
                .syncUninterruptibly();
    }

    /** Where a server of ours accepts the next connection, with this pipeline. */
    SocketAddress accept(Consumer<ChannelPipeline> pipeline) {
        accepted.add(pipeline);
        return server(ours).localAddress();
    }

    /** Where a server that is not under test does. */
    SocketAddress acceptElsewhere(Consumer<ChannelPipeline> pipeline) {
        accepted.add(pipeline);
        return server(theirs()).localAddress();
    }

    ChannelFuture connect(SocketAddress address, Consumer<ChannelPipeline> pipeline) {
        return connect(ours, address, pipeline);
    }

    private ChannelFuture connect(
            EventLoopGroup group, SocketAddress address, Consumer<ChannelPipeline> pipeline) {
        return new Bootstrap()
                .group(group)
                .channel(medium.clientChannel())
                .handler(initializer(pipeline))
                .connect(address);
    }

    private Channel server(EventLoopGroup group) {
        if (server == null) {
            server =
                    new ServerBootstrap()
                            .group(group)
                            .channel(medium.serverChannel())
                            .childHandler(
                                    initializer(pipeline -> accepted.remove().accept(pipeline)))
                            .bind(newAddress())
                            .syncUninterruptibly()
                            .channel();
            channels.add(server);
        }
        return server;
    }

    private ServerSocketChannel serverSocket() throws IOException {
        if (serverSocket == null) {
            SocketAddress address = jdk(newAddress());
            serverSocket =
                    medium.isUnix()
                            ? ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                            : ServerSocketChannel.open();
            serverSocket.bind(address);
            open.push(serverSocket);
        }
        return serverSocket;
    }

    /** One at which nobody listens yet, in the terms of the medium's channels. */
    SocketAddress newAddress() {
        if (medium.isTcp()) return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (medium == Medium.LOCAL) return new LocalAddress(Endpoints.class);
        try {
            Path directory = Files.createTempDirectory("strait");
            Path socket = directory.resolve("socket");
            files.addAll(List.of(socket, directory));
            return netty(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private SocketAddress netty(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix && medium.isNative()
                ? new DomainSocketAddress(unix.getPath().toString())
                : address;
    }

    private static SocketAddress jdk(SocketAddress address) {
        return address instanceof DomainSocketAddress unix
                ? UnixDomainSocketAddress.of(unix.path())
                : address;
    }

    private ChannelInitializer<Channel> initializer(Consumer<ChannelPipeline> pipeline) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (medium != Medium.EMBEDDED) channels.add(channel);
                if (medium == Medium.LOCAL)
                    channel.pipeline().addFirst(new LateClose(ours, theirs()));
                pipeline.accept(channel.pipeline());
            }
        };
    }

    /** Lets the loops that have no thread of their own do what is due. */
    void runEmbedded() {
        embedded.forEach(EmbeddedPeer::run);
    }

    /**
     * With a quiet period: without one, a loop that is told in the middle of its tasks may end
     * before it has closed its channels.
     */
    void endOurLoop() throws InterruptedException {
        ours.shutdownGracefully(100, 30_000, TimeUnit.MILLISECONDS);
        requireDone("our event loop has not ended", ours.terminationFuture());
    }

    /** Ends all of it, and fails if there is a channel that does not close. */
    void close() throws Exception {
        try {
            for (AutoCloseable next; (next = open.poll()) != null; ) next.close();
            requireDone("not all channels have closed: " + channels, channels.close());
        } finally {
            ours.shutdownGracefully(0, 30, TimeUnit.SECONDS);
            if (theirs != null) theirs.shutdownGracefully(0, 30, TimeUnit.SECONDS);
            for (Path file; (file = files.poll()) != null; ) Files.deleteIfExists(file);
        }
        requireDone("our event loop has not ended", ours.terminationFuture());
        if (theirs != null)
            requireDone("their event loop has not ended", theirs.terminationFuture());
    }

    private static void requireDone(String otherwise, Future<?> future)
            throws InterruptedException {
        if (!future.await(40, TimeUnit.SECONDS))
            throw new AssertionError(otherwise + " in 40 seconds");
    }
}
