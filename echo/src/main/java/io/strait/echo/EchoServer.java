package io.strait.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.strait.coroutine.Coroutine;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Sends back what it receives: one coroutine per connection, on the connection's event loop.
public final class EchoServer {
    private final EventLoopGroup loops;
    private final Admission admission;
    private final Channel listener;

    private EchoServer(EventLoopGroup loops, Admission admission, Channel listener) {
        this.loops = loops;
        this.admission = admission;
        this.listener = listener;
    }

    private static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }

    /// Starts a server, which accepts connections when this method returns.
    ///
    /// @param address where to listen; port 0 for any
    /// @param settings how
    /// @return the server, to be stopped by the caller
    /// @throws IOException if it can't listen there, with the reason
    public static EchoServer start(InetSocketAddress address, Settings settings)
            throws IOException {
        Coroutine.ensureAvailability();
        EventLoopGroup loops = settings.transport().newEventLoopGroup(settings.threads());
        Admission admission = new Admission(settings.maxConnections());
        ServerBootstrap bootstrap = new ServerBootstrap();
        bootstrap.group(loops).channel(settings.transport().serverChannel());
        bootstrap.handler(admission).childHandler(pipeline(settings.idleTimeout()));
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (bound.isSuccess()) return new EchoServer(loops, admission, bound.channel());
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        throw new BindFailure(address, bound.cause());
    }

    private static ChannelHandler pipeline(Duration idleTimeout) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                if (!idleTimeout.isZero()) pipeline.addLast(new IdleTimeout(idleTimeout));
                pipeline.addLast(CoroutineHandler.of(EchoServer::echo), new FailureLog());
            }
        };
    }

    /// Where it listens.
    ///
    /// @return the address, with the actual port
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    ChannelGroup connections() {
        return admission.connections();
    }

    /// Stops accepting, lets what was received be echoed, and closes each connection when that is
    /// done.
    ///
    /// @param drain how long that may take; what is still open then is closed
    public void stop(Duration drain) {
        listener.close().awaitUninterruptibly();
        Drain.all(connections(), drain);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
