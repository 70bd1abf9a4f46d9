package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the loop is to wait for next goes to kqueue as one list of changes per turn. */
@Timeout(60)
class KQueueChangesTest {
    private static final int WHAT_NETTY_HAS_ROOM_FOR = 4_096;
    private static final int SEVEN_TIMES_WHAT_NETTY_HAS_ROOM_FOR = 30_000;

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private EventLoopGroup loop;
    private InetSocketAddress server;

    @BeforeEach
    void ensureAvailable() {
        KQueueOnLinux.ensureAvailable();
    }

    private void listen() {
        loop = Transport.KQUEUE.newEventLoopGroup(1);
        server =
                (InetSocketAddress)
                        new ServerBootstrap()
                                .group(loop)
                                .channel(Transport.KQUEUE.serverChannel())
                                .childOption(ChannelOption.AUTO_READ, false)
                                .childHandler(
                                        new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel channel) {
                                                channel.pipeline().addLast(new Echo());
                                            }
                                        })
                                .bind(InetAddress.getLoopbackAddress(), 0)
                                .syncUninterruptibly()
                                .channel()
                                .localAddress();
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            accepted.add(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }

    @AfterEach
    void close() {
        if (loop == null) return;
        loop.shutdownGracefully(0, 30, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void noneIsLostWhenThereAreMany() throws Exception {
        listen();
        try (Socket fickleClient = connect()) {
            Channel fickle = accepted.take();
            try (Socket client = connect()) {
                Channel patient = accepted.take();
                loop.submit(
                                () -> {
                                    change(fickle, SEVEN_TIMES_WHAT_NETTY_HAS_ROOM_FOR / 2);
                                    patient.config().setAutoRead(true);
                                    change(fickle, SEVEN_TIMES_WHAT_NETTY_HAS_ROOM_FOR / 2);
                                })
                        .sync();
                client.getOutputStream().write('x');
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
            fickle.config().setAutoRead(true);
            fickleClient.getOutputStream().write('y');
            assertThat(fickleClient.getInputStream().read()).isEqualTo('y');
        }
    }

    /**
     * Why {@link Transport#KQUEUE} makes room for more than Netty does. Netty 4.2.20 has mended its
     * list: once Strait needs that version or a newer one, the room can go.
     */
    @Test
    void nettysListForgetsWhenItGrowsUnlessItIsOf4220OrNewer() throws Exception {
        NettysChanges changes = new NettysChanges(WHAT_NETTY_HAS_ROOM_FOR);
        for (int i = 0; i <= WHAT_NETTY_HAS_ROOM_FOR; i++) changes.add(i);
        long forgotten =
                IntStream.rangeClosed(0, WHAT_NETTY_HAS_ROOM_FOR)
                        .filter(i -> changes.descriptor(i) != i)
                        .count();
        changes.free();
        if (NettysChanges.isMended()) assertThat(forgotten).isZero();
        else assertThat(forgotten).isGreaterThan(WHAT_NETTY_HAS_ROOM_FOR / 2);
    }

    /* Each step is one change of the list. */
    private static void change(Channel channel, int times) {
        for (int i = 0; i < times; i += 2) {
            channel.config().setAutoRead(true);
            channel.config().setAutoRead(false);
        }
    }
}
