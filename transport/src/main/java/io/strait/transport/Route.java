package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/// How an event loop connects to an address: the kind of channel, and the address in its terms.
///
/// @param channels makes the channels
/// @param address where they connect to
record Route(ChannelFactory<? extends Channel> channels, SocketAddress address) {

    /// Whether the loop makes its own channels, of a kind that no transport has, and takes any
    /// address for them: that of the test kit does.
    static boolean isOwn(EventLoop eventLoop) {
        return eventLoop instanceof ChannelFactory<?>;
    }

    /// The one from `eventLoop` to `address`.
    ///
    /// @throws IllegalArgumentException if its transport has none
    static Route from(EventLoop eventLoop, SocketAddress address) {
        if (eventLoop instanceof ChannelFactory<?> own) return new Route(own, address);
        if (address instanceof LocalAddress) return new Route(LocalChannel::new, address);
        Transport transport = Transport.of(eventLoop).orElseThrow(() -> none(eventLoop, address));
        if (address instanceof InetSocketAddress) {
            return new Route(new ReflectiveChannelFactory<>(transport.clientChannel()), address);
        }
        if (address instanceof DomainSocketAddress unix) return toUnix(transport, unix.path());
        if (address instanceof UnixDomainSocketAddress unix)
            return toUnix(transport, unix.getPath().toString());
        throw none(eventLoop, address);
    }

    private static Route toUnix(Transport transport, String path) {
        SocketAddress address =
                transport == Transport.NIO
                        ? UnixDomainSocketAddress.of(path)
                        : new DomainSocketAddress(path);
        return new Route(new ReflectiveChannelFactory<>(transport.clientDomainChannel()), address);
    }

    private static IllegalArgumentException none(EventLoop eventLoop, SocketAddress address) {
        return new IllegalArgumentException(
                "cannot connect to "
                        + address
                        + " ("
                        + address.getClass().getName()
                        + ") on this event loop, which has no transport for it: "
                        + eventLoop);
    }
}
