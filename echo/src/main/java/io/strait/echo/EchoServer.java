package io.strait.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.strait.coroutine.Coroutine;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Sends back what it receives: one coroutine per connection, on the connection's event loop.
public final class EchoServer {
    private static final long MILLIS_BETWEEN_LOOKS = 500;

    private final Loops loops;
    private final Admission admission;
    private final Channel listener;
    private volatile boolean stopping;

    private EchoServer(Loops loops, Admission admission, Channel listener) {
        this.loops = loops;
        this.admission = admission;
        this.listener = listener;
    }

    private static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }

    /// Starts a server, which accepts connections when this method returns.
    ///
    /// @param address where to listen; port 0 for any. An IPv4 address stands for itself alone
    ///   where the JVM was started with `-Djava.net.preferIPv4Stack=true`; otherwise 0.0.0.0 stands
    ///   for all IPv6 addresses too
    /// @param settings how
    /// @return the server, to be stopped by the caller
    /// @throws IOException if it can't listen there or make its event loops, with the reason
    public static EchoServer start(InetSocketAddress address, Settings settings)
            throws IOException {
        Coroutine.ensureAvailability();
        settings.transport()
                .unavailability()
                .ifPresent(
                        reason -> {
                            throw new IllegalStateException(reason);
                        });
        Loops loops = Loops.of(settings.transport(), settings.threads());
        Admission admission = new Admission(settings.maxConnections());
        ServerBootstrap bootstrap = new ServerBootstrap();
        bootstrap.group(loops.group()).channel(settings.transport().serverChannel());
        bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
        bootstrap.handler(admission).childHandler(pipeline(settings.idleTimeout()));
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (bound.isSuccess()) return new EchoServer(loops, admission, bound.channel());
        loops.close();
        throw new BindFailure(address, bound.cause());
    }

    private static ChannelHandler pipeline(Duration idleTimeout) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                if (!idleTimeout.isZero()) pipeline.addLast(new IdleTimeout(idleTimeout));
                pipeline.addLast(CoroutineHandler.of(EchoServer::echo));
                pipeline.addLast(new EndLimit(), new FailureLog());
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

    Channel listener() {
        return listener;
    }

    boolean isStopping() {
        return stopping;
    }

    long accepted() {
        return admission.accepted();
    }

    /// What runs its connections and its listening socket.
    EventLoopGroup loops() {
        return loops.group();
    }

    /// Waits until the server can't serve any longer: it was stopped, or an event loop has died or
    /// the listening socket is closed, which is a failure. It looks twice a second, which works
    /// where there is no memory left to be told with.
    ///
    /// @return whether it was stopped
    /// @throws InterruptedException if the caller is interrupted
    public boolean awaitEnd() throws InterruptedException {
        while (!stopping && !hasFailed()) Thread.sleep(MILLIS_BETWEEN_LOOKS);
        return stopping;
    }

    /// Whether it can't serve any longer, although nobody has stopped it.
    boolean hasFailed() {
        boolean serving = loops.areAlive() && listener.isOpen();
        return !serving && !stopping;
    }

    /// Accepts those that wait for it and no more, lets what was received be echoed, and closes
    /// each connection when that is done: between two messages, where a peer waits for its answers.
    ///
    /// @param drain how long that may take; what is still open then is closed
    public void stop(Duration drain) {
        stop(drain, Drain.QUIET);
    }

    /// @param quiet for how long a peer may send nothing, after the end of its echo, before its
    ///   connection is closed
    void stop(Duration drain, Duration quiet) {
        stopping = true;
        admission.close(listener);
        Drain.all(connections(), drain, quiet);
        loops.close();
    }
}
