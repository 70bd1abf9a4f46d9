package io.strait.bench.duel;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A verticle on virtual threads: the handler of a connection awaits its writes.
final class VertxServer implements Server {
    private final Vertx vertx;
    private final int port;

    private VertxServer(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    static VertxServer start(Protocol protocol) {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        Echo echo = new Echo(protocol);
        DeploymentOptions onVirtualThreads =
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
        vertx.deployVerticle(echo, onVirtualThreads)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new VertxServer(vertx, echo.port());
    }

    private static final class Echo extends VerticleBase {
        private final Protocol protocol;
        private @Nullable NetServer server;

        Echo(Protocol protocol) {
            this.protocol = protocol;
        }

        int port() {
            return Objects.requireNonNull(server).actualPort();
        }

        @Override
        public Future<?> start() {
            NetServerOptions options =
                    new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG);
            server = vertx.createNetServer(options).connectHandler(this::serve);
            return server.listen(0, "127.0.0.1");
        }

        private void serve(NetSocket socket) {
            switch (protocol) {
                case BYTES -> socket.handler(buffer -> socket.write(buffer).await());
                case LINES -> serveLines(socket);
            }
        }

        /* Each line is an answer of its own; the last one of a buffer is awaited, and the others with it. */
        private void serveLines(NetSocket socket) {
            Lines lines = new Lines(socket);
            socket.handler(lines::receive);
        }
    }

    private static final class Lines {
        private final NetSocket socket;
        private final RecordParser parser = RecordParser.newDelimited("\n", this::answer);
        private @Nullable Future<Void> last;

        Lines(NetSocket socket) {
            this.socket = socket;
        }

        void receive(Buffer received) {
            parser.handle(received);
            if (last != null) last.await();
            last = null;
        }

        private void answer(Buffer line) {
            last = socket.write(line.copy().appendByte((byte) '\n'));
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
