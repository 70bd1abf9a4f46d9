package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * One event loop of a transport for each test, and what is needed to talk to it. Where the
 * transport is not available, the tests are skipped with the reason; where it is, no buffer may
 * leak.
 */
@Timeout(60)
abstract class OverSockets {
    /** What the coroutines saw. */
    final Queue<Object> log = new ConcurrentLinkedQueue<>();

    /** What went down the pipelines. */
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final Transport transport;
    private EventLoopGroup group;

    OverSockets(Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void startTheLoop() {
        Assumptions.assumeTrue(
                transport.isAvailable(), () -> transport.unavailability().orElseThrow());
        group = transport.newEventLoopGroup(1);
    }

    @AfterEach
    void stopTheLoop() {
        if (group == null) return;
        endTheLoop();
        LeakPresenceDetector.check();
    }

    void endTheLoop() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    InetSocketAddress serve(CoroutineHandler.Body<ByteBuf> body) {
        Channel server =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverChannel())
                        .childHandler(pipeline(body))
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
        return (InetSocketAddress) server.localAddress();
    }

    /** A client whose end of the connection is a coroutine as well. */
    Channel connect(InetSocketAddress address, CoroutineHandler.Body<ByteBuf> body) {
        return new Bootstrap()
                .group(group)
                .channel(transport.clientChannel())
                .handler(pipeline(body))
                .connect(address)
                .syncUninterruptibly()
                .channel();
    }

    /** A client that knows nothing of Netty. */
    static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(30_000);
        socket.connect(address);
        return socket;
    }

    private ChannelInitializer<Channel> pipeline(CoroutineHandler.Body<ByteBuf> body) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(CoroutineHandler.of(body), new Failures());
            }
        };
    }

    private final class Failures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
        }
    }

    static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    void awaitLog(Object... entries) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            assertThat(failures).isEmpty();
                            assertThat(log).containsExactly(entries);
                        });
    }
}
