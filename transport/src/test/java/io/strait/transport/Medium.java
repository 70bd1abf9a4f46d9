package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a connection can go over, with what Netty needs for it and what it lacks. */
enum Medium {
    NIO(Transport.NIO),
    EPOLL(Transport.EPOLL),
    IO_URING(Transport.IO_URING),
    KQUEUE(Transport.KQUEUE),
    NIO_UNIX(Transport.NIO, NioServerDomainSocketChannel.class, NioDomainSocketChannel.class),
    EPOLL_UNIX(
            Transport.EPOLL, EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class),
    IO_URING_UNIX(
            Transport.IO_URING,
            IoUringServerDomainSocketChannel.class,
            IoUringDomainSocketChannel.class),
    KQUEUE_UNIX(
            Transport.KQUEUE,
            KQueueServerDomainSocketChannel.class,
            KQueueDomainSocketChannel.class),
    LOCAL("local", null, LocalServerChannel.class, LocalChannel.class),
    EMBEDDED("embedded", null, null, EmbeddedChannel.class);

    /** What not every medium has. */
    enum Feature {
        /** An end of output that is not a close. */
        SHUTDOWN_OUTPUT,
        /** The peer's end of output leaves the channel open. */
        HALF_CLOSE,
        /** What has arrived and was not read outlives the peer's close. */
        UNREAD_OUTLIVES_CLOSE,
        /** It takes only so much as the peer reads. */
        BACK_PRESSURE,
        /** It reads only when it is asked to. */
        READS_ON_DEMAND,
        /** A reset that one end asks for. */
        RESET,
        /** A close with bytes unread in the kernel resets the peer. */
        RESET_OF_UNREAD,
        /** A channel at the other end. */
        SECOND_END,
        /** An event loop with a thread of its own. */
        LOOP_OF_ITS_OWN
    }

    private final String label;
    private final @Nullable Transport transport;
    private final @Nullable Class<? extends ServerChannel> serverChannel;
    private final Class<? extends Channel> clientChannel;

    Medium(Transport transport) {
        this(transport.toString(), transport, transport.serverChannel(), transport.clientChannel());
    }

    Medium(
            Transport transport,
            Class<? extends ServerChannel> serverChannel,
            Class<? extends Channel> clientChannel) {
        this(transport + " unix", transport, serverChannel, clientChannel);
    }

    Medium(
            String label,
            @Nullable Transport transport,
            @Nullable Class<? extends ServerChannel> serverChannel,
            Class<? extends Channel> clientChannel) {
        this.label = label;
        this.transport = transport;
        this.serverChannel = serverChannel;
        this.clientChannel = clientChannel;
    }

    /** Why it lacks the feature; empty if it has it. */
    Optional<String> lack(Feature feature) {
        String name = clientChannel.getSimpleName();
        return Optional.ofNullable(
                switch (feature) {
                    case SHUTDOWN_OUTPUT -> isSocket() ? null : name + " has no half-close";
                    case HALF_CLOSE ->
                            !isSocket()
                                    ? name + " has no half-close"
                                    : isUnix() && !asksForHalfClosure()
                                            ? "Netty closes it at the peer's end of output, whatever"
                                                    + " ALLOW_HALF_CLOSURE says"
                                            : null;
                    case UNREAD_OUTLIVES_CLOSE ->
                            isSocket() ? null : name + " drops what was not read";
                    case BACK_PRESSURE -> isSocket() ? null : name + " takes whatever is written";
                    case READS_ON_DEMAND ->
                            this == EMBEDDED ? name + " delivers whatever it is given" : null;
                    case RESET ->
                            !isSocket()
                                    ? name + " has no reset"
                                    : isUnix() ? "SO_LINGER is TCP's alone" : null;
                    case RESET_OF_UNREAD ->
                            !isSocket()
                                    ? name + " has no reset"
                                    : transport == Transport.NIO
                                            ? "the JDK ends a socket's output before it closes it"
                                            : null;
                    case SECOND_END ->
                            this == EMBEDDED ? name + " has no channel at its other end" : null;
                    case LOOP_OF_ITS_OWN ->
                            this == EMBEDDED ? name + " runs on the caller's thread" : null;
                });
    }

    /* Two of Netty's Unix domain sockets take the option and ask another class of configuration for it. */
    private boolean asksForHalfClosure() {
        return transport == Transport.EPOLL || transport == Transport.KQUEUE;
    }

    /** Why it can't run here; empty if it can. */
    Optional<String> unavailability() {
        return transport == null ? Optional.empty() : transport.unavailability();
    }

    boolean isKQueue() {
        return transport == Transport.KQUEUE;
    }

    boolean isUnix() {
        return label.endsWith("unix");
    }

    boolean isTcp() {
        return transport != null && !isUnix();
    }

    /** Whether the kernel is below it, so that anybody's socket can be its other end. */
    boolean isSocket() {
        return transport != null;
    }

    /** Whether Netty's own sockets, and not the JDK's, do the work. */
    boolean isNative() {
        return transport != null && transport != Transport.NIO;
    }

    EventLoopGroup newEventLoopGroup() {
        return transport == null
                ? new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory())
                : transport.newEventLoopGroup(1);
    }

    Class<? extends ServerChannel> serverChannel() {
        if (serverChannel == null) throw new IllegalStateException(this + " has no server");
        return serverChannel;
    }

    Class<? extends Channel> clientChannel() {
        return clientChannel;
    }

    @Override
    public String toString() {
        return label;
    }
}
