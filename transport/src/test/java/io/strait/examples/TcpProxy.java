package io.strait.examples;

import io.netty.buffer.ByteBuf;
import io.strait.task.Deadline;
import io.strait.task.TaskScope;
import io.strait.transport.Connection;
import io.strait.transport.Connector;
import io.strait.transport.CoroutineHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// A TCP proxy: each client gets a connection to the upstream, on the same event loop, and bytes go
/// both ways. Whoever is slow slows the other side; whoever ends its output still gets the rest of
/// the answer. If the upstream doesn't accept in time, or nothing moves for a while, both are
/// closed.
///
/// @param connectLimit how long connecting may take
/// @param idleLimit after so long, and twice that at most, without a byte in either direction it is
///   over
record TcpProxy(SocketAddress upstream, Duration connectLimit, Duration idleLimit)
        implements CoroutineHandler.Body<ByteBuf> {
    private static final Connector<ByteBuf> BYTES = Connector.of(ByteBuf.class);

    @Override
    public void run(Connection<ByteBuf> client) throws Exception {
        try (Connection<ByteBuf> server =
                Deadline.failAfter(connectLimit, () -> BYTES.connect(upstream))) {
            Pumps pumps = new Pumps();
            TaskScope.run(
                    scope -> {
                        scope.fork(() -> pumps.pump(client, server));
                        scope.fork(() -> pumps.pump(server, client));
                        return scope.join(); // if one fails, the other is cancelled
                    });
        }
    }

    /* The two directions of one client. */
    private final class Pumps {
        private long moved; // so many pieces, in both directions

        void pump(Connection<ByteBuf> from, Connection<ByteBuf> to) throws Exception {
            for (ByteBuf data; (data = next(from)) != null; moved++) to.write(data, idleLimit);
            to.shutdownOutput();
        }

        private ByteBuf next(Connection<ByteBuf> from) throws Exception {
            while (true) {
                long before = moved;
                try {
                    return from.read(idleLimit);
                } catch (TimeoutException nothingThisWay) {
                    if (moved == before) throw nothingThisWay; // nor the other way
                }
            }
        }
    }
}
