package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.strait.transport.ConnectFailedException.Attempt;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One of the channels of a [Race], and all that is in its pipeline before it has won. Used on the
/// event loop alone.
final class Contender extends ChannelInboundHandlerAdapter {
    /*
     * It is told of its success by channelActive rather than by the promise: the transport reads nothing before that event
     * has come back, so nothing is lost of what the peer says at once.
     */
    private final Race race;
    private final SocketAddress address;
    private final long start;
    private long end;
    private boolean over;
    private @Nullable Throwable failure; // null if it was not its own that ended it
    private @Nullable Channel channel;

    Contender(Race race, SocketAddress address, long start) {
        this.race = race;
        this.address = address;
        this.start = start;
    }

    void run(Route route, EventLoop eventLoop, Map<ChannelOption<?>, Object> options) {
        try {
            Channel made = route.channels().newChannel();
            channel = made;
            options.forEach((option, value) -> set(made, option, value));
            made.pipeline().addLast(this);
            eventLoop.register(made).addListener(registered -> connect(made, registered));
        } catch (RuntimeException noChannel) { // no file descriptor, for instance
            failed(noChannel);
        }
    }

    @SuppressWarnings("unchecked") // Connector.withOption() has seen to it.
    private static void set(Channel channel, ChannelOption<?> option, Object value) {
        channel.config().setOption((ChannelOption<Object>) option, value);
    }

    private void connect(Channel channel, Future<?> registered) {
        if (registered.cause() != null) failed(registered.cause());
        else channel.connect(address).addListener(this::connected);
    }

    private void connected(Future<?> connect) {
        if (connect.cause() != null) failed(connect.cause());
    }

    private void failed(Throwable cause) {
        if (over) return;
        failure = cause;
        close();
        race.failed();
    }

    /// Closes its channel, whatever that is about to do.
    void close() {
        if (over) return;
        over = true;
        end = race.now();
        if (channel == null) return;
        if (channel.isRegistered()) channel.close();
        else channel.unsafe().closeForcibly();
    }

    boolean isOver() {
        return over;
    }

    /// What has become of it until now.
    Attempt attempt() {
        long until = over ? end : race.now();
        return new Attempt(address, failure, Duration.ofNanos(until - start));
    }

    /// It is connected.
    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!race.isWonBy(this, context.channel())) context.close();
    }

    /// The promise tells.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
}
