package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The JVM ends first, and a shutdown hook ends the event loops: as every Netty server has one. The
 * finally blocks of the coroutines have something to wait for then.
 */
@Timeout(120)
class ShutdownHookTest {

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = "KQUEUE") // on Linux it needs the tests' JVM
    void theFinallyBlocksOfParkedCoroutinesRunBeforeTheJvmIsGone(Transport transport)
            throws Exception {
        transport.unavailability().ifPresent(Assumptions::abort);
        assertThat(ForkedJvm.run(3, EndOfLoop.class, transport.name()))
                .containsExactly(
                        "parked",
                        "hook",
                        "a channel is gone",
                        "end of input: null",
                        "its own connection suspends it no more",
                        "waits for the other one",
                        "a channel is gone",
                        "told of the other one's end",
                        "end of input: null",
                        "its own connection suspends it no more",
                        "waits for the other one",
                        "told of the other one's end",
                        "gone");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KQUEUE")
    void aFinallyBlockMayTalkToAnotherConnectionIfTheHookEndsTheLoopsAfterIt(Transport transport)
            throws Exception {
        transport.unavailability().ifPresent(Assumptions::abort);
        assertThat(ForkedJvm.run(3, ChannelFirst.class, transport.name()))
                .containsExactly(
                        "parked",
                        "hook",
                        "end of input: null",
                        "asks another connection",
                        "answer: last words",
                        "gone");
    }

    /** A server on one event loop, and clients on the same. */
    private static final class Loop {
        final EventLoopGroup group;
        private final Transport transport;

        Loop(Transport transport) {
            this.transport = transport;
            this.group = transport.newEventLoopGroup(1);
        }

        Channel serve(CoroutineHandler.Body<ByteBuf> body) {
            return new ServerBootstrap()
                    .group(group)
                    .channel(transport.serverChannel())
                    .childHandler(
                            new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel channel) {
                                    channel.pipeline().addLast(CoroutineHandler.of(body));
                                }
                            })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel();
        }

        Channel connect(Channel server, CoroutineHandler.Body<ByteBuf> body) {
            return new Bootstrap()
                    .group(group)
                    .channel(transport.clientChannel())
                    .handler(CoroutineHandler.of(body))
                    .connect(server.localAddress())
                    .syncUninterruptibly()
                    .channel();
        }

        /** Exits once all that is on its way to its parking place is there. */
        void exit(CountDownLatch started, Runnable hook) throws InterruptedException {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        System.out.println("hook");
                                        hook.run();
                                        group.shutdownGracefully(100, 30_000, TimeUnit.MILLISECONDS)
                                                .syncUninterruptibly();
                                        System.out.println("gone");
                                    }));
            started.await();
            group.submit(() -> System.out.println("parked")).syncUninterruptibly();
            System.exit(3);
        }
    }

    /**
     * Has two coroutines, each of which waits in its finally block for the other's connection. That
     * of the channel which the loop closes first suspends there, until the other channel is gone.
     */
    static final class EndOfLoop {
        private static final List<Connection<?>> CONNECTIONS = new ArrayList<>();
        private static final CountDownLatch STARTED = new CountDownLatch(2);

        public static void main(String[] arguments) throws Exception {
            Loop loop = new Loop(Transport.valueOf(arguments[0]));
            Channel server = loop.serve(EndOfLoop::serve);
            for (int i = 0; i < 2; i++) loop.connect(server, Connection::read);
            loop.exit(STARTED, () -> {});
        }

        private static void serve(Connection<?> connection) throws Exception {
            CONNECTIONS.add(connection);
            connection.channel().pipeline().addFirst(new HoldWrites(), new SaysItIsGone());
            connection.write(Unpooled.EMPTY_BUFFER); // for the other one to wait for
            STARTED.countDown();
            try {
                System.out.println("end of input: " + connection.read());
            } finally {
                connection.read(Duration.ofDays(1));
                System.out.println("its own connection suspends it no more");
                flushOther(connection);
            }
        }

        private static void flushOther(Connection<?> own) {
            Connection<?> other = CONNECTIONS.get(CONNECTIONS.get(0) == own ? 1 : 0);
            System.out.println("waits for the other one");
            try {
                other.flush();
            } catch (IOException e) {
                System.out.println("told of the other one's end");
            }
        }
    }

    private static final class SaysItIsGone extends ChannelInboundHandlerAdapter {
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            System.out.println("a channel is gone");
            context.fireChannelInactive();
        }
    }

    /** Its hook closes the channel whose coroutine has something to say to another one. */
    static final class ChannelFirst {
        private static final CountDownLatch STARTED = new CountDownLatch(1);
        private static final CountDownLatch ENDED = new CountDownLatch(1);
        private static volatile Connection<ByteBuf> upstream;
        private static volatile Connection<ByteBuf> parked;

        public static void main(String[] arguments) throws Exception {
            Loop loop = new Loop(Transport.valueOf(arguments[0]));
            Channel echo = loop.serve(Conformance::echo);
            loop.connect(echo, ChannelFirst::leaveToTheOther);
            loop.connect(loop.serve(ChannelFirst::serve), Connection::read);
            loop.exit(STARTED, ChannelFirst::closeChannel);
        }

        private static void closeChannel() {
            parked.channel().close();
            try {
                if (!ENDED.await(30, TimeUnit.SECONDS))
                    System.out.println("the finally block has not run to its end");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static void leaveToTheOther(Connection<ByteBuf> connection) {
            upstream = connection;
            AnyWakeUp.park();
        }

        private static void serve(Connection<ByteBuf> connection) throws Exception {
            parked = connection;
            STARTED.countDown();
            try {
                System.out.println("end of input: " + connection.read());
            } finally {
                System.out.println("asks another connection");
                upstream.write(Embedded.buffer("last words"));
                System.out.println("answer: " + Embedded.text(upstream.read()));
                ENDED.countDown();
            }
        }
    }
}
