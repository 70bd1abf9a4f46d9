package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ways in which Netty can wait for sockets, in the order in which [#best] prefers them.
///
/// The native ones need Netty's native library for the platform on the class path:
/// `netty-transport-native-kqueue`, `-epoll` or `-io_uring` with the platform's classifier.
public enum Transport {
    /// macOS and the BSDs.
    KQUEUE("kqueue") {
        /* Room for events and for changes of interest, 2 MiB in all: a channel that is registered is two changes,
         * one that starts or stops to read is one more. Netty's list of changes loses some when it has to grow. */
        private static final int EVENTS_PER_TURN = 1 << 15;

        @Override
        @Nullable Throwable unavailabilityCause() {
            Objects.requireNonNull(KQueueIoHandler.class); // not in Netty 4.1
            return KQueue.unavailabilityCause();
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return KQueueIoHandler.newFactory(
                    EVENTS_PER_TURN, DefaultSelectStrategyFactory.INSTANCE);
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return KQueueServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> clientChannel() {
            return KQueueSocketChannel.class;
        }

        @Override
        Class<? extends Channel> clientDomainChannel() {
            return KQueueDomainSocketChannel.class;
        }

        @Override
        Class<? extends IoHandler> ioHandler() {
            return KQueueIoHandler.class;
        }
    },

    /// Linux.
    EPOLL("epoll") {
        @Override
        @Nullable Throwable unavailabilityCause() {
            Objects.requireNonNull(EpollIoHandler.class); // not in Netty 4.1
            return Epoll.unavailabilityCause();
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return EpollServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> clientChannel() {
            return EpollSocketChannel.class;
        }

        @Override
        Class<? extends Channel> clientDomainChannel() {
            return EpollDomainSocketChannel.class;
        }

        @Override
        Class<? extends IoHandler> ioHandler() {
            return EpollIoHandler.class;
        }
    },

    /// Linux, from kernel 5.9 on, where it isn't switched off.
    IO_URING("io_uring") {
        @Override
        @Nullable Throwable unavailabilityCause() {
            Objects.requireNonNull(IoUringIoHandler.class);
            return IoUring.unavailabilityCause();
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return IoUringServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> clientChannel() {
            return IoUringSocketChannel.class;
        }

        @Override
        Class<? extends Channel> clientDomainChannel() {
            return IoUringDomainSocketChannel.class;
        }

        @Override
        Class<? extends IoHandler> ioHandler() {
            return IoUringIoHandler.class;
        }
    },

    /// Every platform: the JDK's selector. It needs nothing but Netty 4.2.
    NIO("nio") {
        @Override
        @Nullable Throwable unavailabilityCause() {
            Objects.requireNonNull(NioIoHandler.class); // not in Netty 4.1
            return null;
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return NioServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> clientChannel() {
            return NioSocketChannel.class;
        }

        @Override
        Class<? extends Channel> clientDomainChannel() {
            return NioDomainSocketChannel.class;
        }

        @Override
        Class<? extends IoHandler> ioHandler() {
            return NioIoHandler.class;
        }
    };

    private final String label;

    Transport(String label) {
        this.label = label;
    }

    /// The first available one, in the order kqueue, epoll, io_uring, NIO: the platform's native
    /// one where its library is on the class path.
    ///
    /// @return the transport
    /// @throws IllegalStateException if there is none, not even NIO, because Netty is older than
    ///   4.2 or isn't there; the message says which version there is and which one to set
    public static Transport best() {
        for (Transport transport : values()) if (transport.isAvailable()) return transport;
        throw new IllegalStateException(NIO.unavailability().orElseThrow());
    }

    /// Whether it works on this machine, with the classes and libraries that are there. The first
    /// call loads the native library. It never fails: where classes are missing, it is not
    /// available.
    ///
    /// @return whether it does
    public boolean isAvailable() {
        return unavailability().isEmpty();
    }

    /// Why it does not work on this machine, in one line: the cause, and what to do about it where
    /// something can be done.
    ///
    /// @return the reason; empty where it works
    public Optional<String> unavailability() {
        String reason;
        try {
            Objects.requireNonNull(MultiThreadIoEventLoopGroup.class); // nor is this in Netty 4.1
            Throwable cause = unavailabilityCause();
            if (cause == null) return Optional.empty();
            reason = Unavailability.reason(label, cause);
        } catch (LinkageError missing) {
            reason = Unavailability.missing(label, missing);
        }
        return Optional.of(label + " is not available here: " + reason);
    }

    /// Waits for the sockets of an event loop.
    ///
    /// @return a new factory, for a `MultiThreadIoEventLoopGroup`
    public abstract IoHandlerFactory ioHandlerFactory();

    /// An event loop group on this transport.
    ///
    /// @param threads how many event loops it has, each with its own thread; 0 for Netty's default
    ///   of two per core
    /// @return the group, to be shut down by the caller
    /// @throws IllegalStateException if this transport isn't available, with the reason
    public EventLoopGroup newEventLoopGroup(int threads) {
        unavailability()
                .ifPresent(
                        reason -> {
                            throw new IllegalStateException(reason);
                        });
        return new MultiThreadIoEventLoopGroup(threads, ioHandlerFactory());
    }

    /// What a `ServerBootstrap` binds.
    ///
    /// @return the channel class
    public abstract Class<? extends ServerSocketChannel> serverChannel();

    /// What a `Bootstrap` connects.
    ///
    /// @return the channel class
    public abstract Class<? extends SocketChannel> clientChannel();

    /// What connects to a Unix domain socket.
    abstract Class<? extends Channel> clientDomainChannel();

    abstract Class<? extends IoHandler> ioHandler();

    /// The one that waits for the sockets of an event loop; empty if it has none of them.
    static Optional<Transport> of(EventLoop eventLoop) {
        if (!(eventLoop instanceof IoEventLoop loop)) return Optional.empty();
        return Arrays.stream(values()).filter(each -> each.isOf(loop)).findFirst();
    }

    private boolean isOf(IoEventLoop loop) {
        try {
            return loop.isIoType(ioHandler());
        } catch (LinkageError missing) {
            return false;
        }
    }

    abstract @Nullable Throwable unavailabilityCause();

    /// The name that people use: `kqueue`, `epoll`, `io_uring`, `nio`.
    @Override
    public String toString() {
        return label;
    }
}
