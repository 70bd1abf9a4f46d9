package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.strait.task.Cancelled;
import io.strait.task.Task;
import io.strait.transport.ConnectFailedException.Attempt;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One call of a [Connector]: from the name to the connection. Used by the task that connects.
final class Opening<M> {
    private final Connector<M> connector;
    private final SocketAddress target;
    private final @Nullable String peer; // which TLS has to prove
    private final NettyTask task;
    private final NettyLoop loop;
    private final long start;
    private @Nullable Race race;
    private @Nullable CoroutineHandler<M> handler; // once the winner has its pipeline
    private @Nullable Tls tls; // of that

    Opening(Connector<M> connector, SocketAddress target, @Nullable String peer) {
        this.connector = connector;
        this.target = target;
        this.peer = peer;
        this.task = callersTask(target);
        this.loop = task.loop;
        this.start = loop.now();
    }

    private static NettyTask callersTask(SocketAddress target) {
        Task task = Task.current();
        if (task instanceof NettyTask own) return own;
        throw new IllegalStateException(
                "cannot connect to "
                        + target
                        + " in "
                        + task
                        + ": a connection is opened on an event loop of Netty's, in a connection's"
                        + " coroutine or what it has forked");
    }

    Connection<M> run() throws ConnectFailedException {
        try {
            Race race = new Race(loop, routes(), connector.options(), delay(), this::build);
            this.race = race;
            if (!race.run(task)) throw failed(race);
            return connected();
        } catch (Cancelled cancelled) {
            cancelled.addSuppressed(untilNow());
            throw cancelled;
        }
    }

    private long delay() {
        return TimeUnit.NANOSECONDS.convert(connector.delay());
    }

    private List<Route> routes() throws ConnectFailedException {
        return addresses().stream().map(each -> Route.from(loop.eventLoop, each)).toList();
    }

    private List<? extends SocketAddress> addresses() throws ConnectFailedException {
        task.throwIfCancelled();
        if (!(target instanceof InetSocketAddress name) || !name.isUnresolved())
            return List.of(target);
        AddressResolverGroup<?> resolver = connector.resolver();
        if (resolver == null && Route.isOwn(loop.eventLoop)) return List.of(target);
        List<? extends SocketAddress> found;
        try {
            found =
                    resolver == null
                            ? Addresses.lookUp(name)
                            : Addresses.ask(resolver, loop.eventLoop, name);
        } catch (ExecutionException failed) {
            throw failed("its name could not be looked up", failed.getCause());
        }
        if (found.isEmpty()) throw failed("its name has no address", null);
        return Addresses.interleaved(found);
    }

    /* In an event of the winner's channel. */
    private void build(Channel channel) {
        SslContext context = connector.tls();
        if (context != null && peer != null) tls = Tls.addClient(channel, context, peer, port());
        connector.addHandlers(channel);
        CoroutineHandler<M> last =
                new CoroutineHandler<>(connector.type(), connector.connectionOptions(), task);
        channel.pipeline().addLast(last);
        handler = last;
    }

    private int port() {
        return target instanceof InetSocketAddress address ? address.getPort() : -1;
    }

    private Connection<M> connected() throws ConnectFailedException {
        if (handler == null) throw new AssertionError("no pipeline");
        Connection<M> connection = handler.connection();
        if (tls != null) shakeHands(connection, tls);
        return connection;
    }

    private void shakeHands(Connection<M> connection, Tls tls) throws ConnectFailedException {
        boolean done = false;
        try {
            tls.askForAnswer(connection.channel());
            NettyAwait.await(tls.handshake());
            done = true;
        } catch (ExecutionException failed) {
            throw failed("the TLS handshake has failed", failed.getCause());
        } finally {
            if (!done) connection.giveUp();
        }
    }

    private ConnectFailedException failed(Race race) {
        return ConnectFailedException.of(target, race.attempts(), race.untried());
    }

    private ConnectFailedException failed(String what, @Nullable Throwable cause) {
        return ConnectFailedException.of(target, attempts(), what, cause, elapsed());
    }

    private ConnectFailedException untilNow() {
        if (race == null) return failed("its name was still being looked up", null);
        if (handler != null) return failed("the TLS handshake was not done", null);
        return failed(race);
    }

    private List<Attempt> attempts() {
        return race == null ? List.of() : race.attempts();
    }

    private Duration elapsed() {
        return Duration.ofNanos(loop.now() - start);
    }
}
