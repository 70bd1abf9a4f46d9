package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JVM ends first, and a shutdown hook ends the event loops: as every Netty server has one. */
@Timeout(120)
class ShutdownHookTest {

    @Test
    void theFinallyBlocksOfParkedCoroutinesRunBeforeTheJvmIsGone() throws Exception {
        assertThat(ForkedJvm.run(3, Server.class))
                .containsExactly(
                        "parked", "hook", "end of input: null", "suspends no more", "gone");
    }

    /** Has one connection, whose coroutine is parked, when it exits. */
    static final class Server {
        public static void main(String[] arguments) {
            EventLoopGroup group = Transport.NIO.newEventLoopGroup(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        System.out.println("hook");
                                        group.shutdownGracefully(0, 30, TimeUnit.SECONDS)
                                                .syncUninterruptibly();
                                        System.out.println("gone");
                                    }));
            var server =
                    new ServerBootstrap()
                            .group(group)
                            .channel(Transport.NIO.serverChannel())
                            .childHandler(CoroutineHandler.of(Server::serve))
                            .bind(InetAddress.getLoopbackAddress(), 0)
                            .syncUninterruptibly()
                            .channel();
            new Bootstrap()
                    .group(group)
                    .channel(Transport.NIO.clientChannel())
                    .handler(CoroutineHandler.of(Connection::read))
                    .connect(server.localAddress());
        }

        private static void serve(Connection<?> connection) throws Exception {
            // Once this one is parked, in a task of its loop; and from another thread, which may
            // wait.
            connection
                    .channel()
                    .eventLoop()
                    .execute(
                            () -> {
                                System.out.println("parked");
                                new Thread(() -> System.exit(3)).start();
                            });
            try {
                System.out.println("end of input: " + connection.read());
            } finally {
                connection.read(Duration.ofDays(1));
                connection.flush();
                System.out.println("suspends no more");
            }
        }
    }
}
