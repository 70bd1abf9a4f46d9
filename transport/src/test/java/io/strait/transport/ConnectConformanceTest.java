package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.strait.transport.Medium.Feature;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ConnectionPendingException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How connections begin. */
class ConnectConformanceTest extends Conformance {

    @Test
    void aRefusedConnectionFailsTheConnectAndItsCoroutineNeverRuns() throws Exception {
        needs(Feature.SECOND_END);
        Assumptions.assumeTrue(!end.isServer(), "a server connects to nobody");
        ChannelFuture connect =
                endpoints.connect(
                        nobodysAddress(),
                        logged(pipeline -> pipeline.addLast(coroutine(c -> log.add("it ran")))));
        assertThat(connect.await().isSuccess()).isFalse();
        connect.channel().closeFuture().await();
        assertThat(log).isEmpty();
        assertThat(failures).isEmpty();
    }

    private SocketAddress nobodysAddress() throws Exception {
        if (!end.medium().isTcp()) return endpoints.newAddress();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    @Test
    void bothEndsMayBeCoroutines() throws Exception {
        between(
                us ->
                        us.addLast(
                                coroutine(
                                        connection -> {
                                            for (String word : List.of("one", "two", "three")) {
                                                connection.write(Embedded.buffer(word));
                                                log.add(Embedded.text(connection.read()));
                                            }
                                        })),
                them -> them.addLast(coroutine(Conformance::echo)));
        awaitLog("one", "two", "three");
    }

    @Test
    void bothEndsMayBeCoroutinesOfOneLoop() throws Exception {
        needs(Feature.SECOND_END);
        SocketAddress address =
                endpoints.accept(logged(p -> p.addLast(coroutine(Conformance::echo))));
        byte[] sent = random(200_000);
        Channel client =
                endpoints
                        .connect(
                                address,
                                logged(
                                        pipeline ->
                                                pipeline.addLast(
                                                        coroutine(
                                                                connection ->
                                                                        sendAndCompare(
                                                                                connection,
                                                                                sent)))))
                        .sync()
                        .channel();
        awaitLog("the same");
        client.closeFuture().await();
    }

    private void sendAndCompare(Connection<io.netty.buffer.ByteBuf> connection, byte[] sent)
            throws Exception {
        for (int at = 0; at < sent.length; at += 1_000)
            connection.write(copy(connection, java.util.Arrays.copyOfRange(sent, at, at + 1_000)));
        for (int at = 0; at < sent.length; ) {
            io.netty.buffer.ByteBuf data = connection.read();
            while (data.isReadable()) assertThat(data.readByte()).isEqualTo(sent[at++]);
            data.release();
        }
        log.add("the same");
    }

    @Test
    void aProxysCoroutineWritesToTheOtherConnectionOfItsLoop() throws Exception {
        needs(Feature.SECOND_END);
        Peer back =
                open(
                        upstream -> {
                            log.add(upstream);
                            upstream.write(Embedded.buffer("!"));
                            echo(upstream);
                        });
        assertThat(back.read(1)).isEqualTo("!");
        Connection<?> upstream = (Connection<?>) log.remove();
        byte[] sent = random(500_000);
        try (back;
                Peer front =
                        open(
                                connection -> {
                                    for (io.netty.buffer.ByteBuf data;
                                            (data = connection.read()) != null; )
                                        upstream.write(data);
                                })) {
            Thread writer = meanwhile(() -> front.out().write(sent));
            assertThat(back.in().readNBytes(sent.length)).isEqualTo(sent);
            writer.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void connectingOnceMoreFailsAndTheConnectionGoesOn() throws Exception {
        needs(Feature.SECOND_END);
        Assumptions.assumeTrue(!end.isServer(), "a server connects to nobody");
        Assumptions.assumeTrue(
                end.medium() != Medium.NIO_UNIX,
                "Netty closes a NioDomainSocketChannel that connects once more");
        try (Peer peer =
                open(
                        connection -> {
                            Channel channel = connection.channel();
                            channel.connect(channel.remoteAddress())
                                    .addListener(again -> log.add(again.cause()));
                            echo(connection);
                        })) {
            awaitUntil(() -> !log.isEmpty());
            assertThat(log.remove())
                    .isInstanceOfAny(
                            AlreadyConnectedException.class,
                            ConnectionPendingException.class); // if channelActive comes first
            peer.write("unharmed");
            assertThat(peer.read(8)).isEqualTo("unharmed");
        }
    }
}
