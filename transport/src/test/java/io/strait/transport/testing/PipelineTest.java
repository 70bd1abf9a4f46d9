package io.strait.transport.testing;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whole pipelines, Netty's own timers in them, and several channels of one scenario.
@ExtendWith(ScenarioExtension.class)
class PipelineTest {
    private static final InetSocketAddress UPSTREAM =
            InetSocketAddress.createUnresolved("upstream.example", 80);

    private final List<Object> log = new ArrayList<>();

    private static void skipAll(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) data.release();
    }

    @Test
    void anInitializerMakesThePipeline(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(
                                                new LineBasedFrameDecoder(100),
                                                new StringDecoder(),
                                                new StringEncoder(),
                                                CoroutineHandler.of(
                                                        String.class, PipelineTest::shout));
                            }
                        });
        peer.send("hel");
        peer.send("lo\nyou\n");
        peer.expect("HELLO\nYOU\n");
    }

    private static void shout(Connection<String> connection) throws IOException {
        for (String line; (line = connection.read()) != null; )
            connection.write(line.toUpperCase(Locale.ROOT) + "\n");
    }

    @Test
    void aHandlerOfCallbacksIsTestedAsWell(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object message) {
                                context.writeAndFlush(message);
                            }
                        });
        peer.send("hello");
        peer.expect("hello");
    }

    @Test
    void anIdleStateHandlerGoesByTheSameClock(Scenario scenario) {
        scenario.connect(
                new IdleStateHandler(60, 0, 0),
                CoroutineHandler.of(PipelineTest::skipAll),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        if (event instanceof IdleStateEvent) log.add(scenario.clock().elapsed());
                    }
                });
        scenario.clock().advance(ofSeconds(150));
        assertThat(log).containsExactly(ofSeconds(60), ofSeconds(120));
    }

    @Test
    void soDoesAReadTimeoutHandler(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        new ReadTimeoutHandler(10), CoroutineHandler.of(PipelineTest::skipAll));
        scenario.clock().advance(ofSeconds(9));
        peer.send("in time");
        scenario.clock().advance(ofSeconds(9));
        assertThat(peer.channel().isOpen()).isTrue();
        scenario.clock().advance(ofSeconds(1));
        peer.expectEnd();
        assertThat(peer.expectFailure(IOException.class))
                .hasCauseInstanceOf(ReadTimeoutException.class);
    }

    // Several channels.

    @Test
    void aChatIsSeveralPeers(Scenario scenario) {
        List<Connection<ByteBuf>> room = new ArrayList<>();
        CoroutineHandler.Body<ByteBuf> chat =
                connection -> {
                    room.add(connection);
                    for (ByteBuf data; (data = connection.read()) != null; data.release()) {
                        for (Connection<ByteBuf> each : room)
                            if (each != connection) each.offer(data.retainedDuplicate());
                    }
                    room.remove(connection);
                };
        Peer alice = scenario.connect(chat);
        Peer bob = scenario.connect(chat);
        Peer carol = scenario.connect(chat);
        alice.send("hi");
        bob.expect("hi");
        carol.expect("hi");
        carol.close();
        carol.expectEnd();
        bob.send("hello");
        alice.expect("hello");
        alice.expectNothing();
        carol.expectNothing();
    }

    /// Connects to another, as a proxy does, and tells its client how that went.
    private static void proxy(Connection<ByteBuf> client, int limitInMillis) throws IOException {
        ChannelFuture connecting =
                new Bootstrap()
                        .group(client.channel().eventLoop())
                        .channel(ScriptedChannel.class)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limitInMillis)
                        .disableResolver()
                        .handler(CoroutineHandler.of(upstream -> relay(upstream, client)))
                        .connect(UPSTREAM);
        connecting.addListener(
                (ChannelFutureListener)
                        done -> {
                            if (done.isSuccess()) return;
                            String why = done.cause().getClass().getSimpleName();
                            client.offer(ByteBufUtil.writeUtf8(client.channel().alloc(), why));
                        });
        for (ByteBuf data; (data = client.read()) != null; ) {
            if (connecting.isSuccess()) connecting.channel().writeAndFlush(data);
            else data.release();
        }
        connecting.channel().close();
    }

    private static void relay(Connection<ByteBuf> from, Connection<ByteBuf> to) throws IOException {
        for (ByteBuf data; (data = from.read()) != null; ) to.write(data);
    }

    @Test
    void aProxyHasTwoPeers(Scenario scenario) {
        Peer client = scenario.connect(connection -> proxy(connection, 1_000));
        Peer upstream = scenario.accept();
        client.send("question");
        upstream.expect("question");
        upstream.send("answer");
        client.expect("answer");
        client.close();
        upstream.expectEnd();
        client.expectEnd();
        assertThat(upstream.channel().remoteAddress()).isEqualTo(UPSTREAM);
    }

    @Test
    void aConnectionCanBeRefused(Scenario scenario) {
        Peer client = scenario.connect(connection -> proxy(connection, 1_000));
        scenario.refuse();
        client.expect(ConnectException.class.getSimpleName());
    }

    @Test
    void aConnectionThatNobodyAcceptsTakesItsTimeout(Scenario scenario) {
        Peer client = scenario.connect(connection -> proxy(connection, 30_000));
        scenario.clock().autoJump();
        client.expect(ConnectTimeoutException.class.getSimpleName());
        assertThat(scenario.clock().elapsed()).isEqualTo(ofSeconds(30));
    }

    @Test
    void toAcceptIsToExpectAConnection(Scenario scenario) {
        scenario.connect(PipelineTest::skipAll);
        assertThatThrownBy(scenario::accept)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected a connection to be opened");
    }

    @Test
    void aChannelIsOneOfAScenario() {
        Throwable[] thrown = {null};
        Thread elsewhere =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        new ScriptedChannel();
                                    } catch (IllegalStateException refused) {
                                        thrown[0] = refused;
                                    }
                                });
        try {
            elsewhere.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        assertThat(thrown[0]).hasMessageContaining("plays no scenario");
    }
}
