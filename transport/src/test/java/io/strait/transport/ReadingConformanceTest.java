package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.strait.transport.Medium.Feature;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What arrives, and when it is asked for. */
class ReadingConformanceTest extends Conformance {

    @Test
    void bytesComeBackAsTheyWereSent() throws Exception {
        byte[] sent = random(3_000_000);
        try (Peer peer = open(Conformance::echo)) {
            Thread writer = meanwhile(() -> peer.out().write(sent));
            assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
            writer.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void manyConnectionsShareTheLoop() throws Exception {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] sent = random(20_000 + i);
            Peer peer = open(Conformance::echo);
            clients.add(
                    meanwhile(
                            () -> {
                                for (int at = 0; at < sent.length; at += 1_000)
                                    peer.out().write(sent, at, Math.min(1_000, sent.length - at));
                                assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
                                peer.close();
                            }));
        }
        for (Thread client : clients) client.join();
        assertThat(failures).isEmpty();
    }

    @Test
    void everyByteOf32MebibytesArrivesInSmallReadsWithPausesAlsoTheLastOnes() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        int size = 32 << 20;
        Elsewhere untilThePeerIsDone = new Elsewhere();
        MessageDigest received = MessageDigest.getInstance("MD5");
        MessageDigest sent = MessageDigest.getInstance("MD5");
        Peer peer =
                open(
                        connection -> {
                            connection
                                    .channel()
                                    .config()
                                    .setOption(
                                            ChannelOption.RECVBUF_ALLOCATOR,
                                            new FixedRecvByteBufAllocator(8 << 10));
                            int length = 0;
                            int reads = 0;
                            boolean paused = false;
                            for (ByteBuf data; (data = connection.read()) != null; data.release()) {
                                assertThat(data.readableBytes()).isLessThanOrEqualTo(8 << 10);
                                length += data.readableBytes();
                                received.update(data.nioBuffer());
                                if (++reads % 100 == 0) pause(connection);
                                if (!paused && length > size - (16 << 10)) {
                                    paused = true;
                                    untilThePeerIsDone.stay(connection);
                                }
                            }
                            log.add(length);
                        });
        Thread writer =
                meanwhile(
                        () -> {
                            Random random = new Random(size);
                            byte[] chunk = new byte[60_000];
                            OutputStream out = peer.out();
                            for (int left = size, n; left > 0; left -= n) {
                                random.nextBytes(chunk);
                                n = Math.min(left, chunk.length);
                                out.write(chunk, 0, n);
                                sent.update(chunk, 0, n);
                            }
                            peer.shutdownOutput();
                            untilThePeerIsDone.callBack();
                        });
        awaitLog(size);
        writer.join();
        assertThat(received.digest()).isEqualTo(sent.digest());
    }

    /** Waits for one turn of the event loop, in which whatever else there is could happen. */
    private static void pause(Connection<?> connection) throws Exception {
        Elsewhere elsewhere = new Elsewhere();
        connection.channel().eventLoop().execute(elsewhere::callBack);
        elsewhere.stay(connection);
    }

    @Test
    void aPeerThatIsNotReadIsSlowedDownAndNothingIsLost() throws Exception {
        needs(Feature.BACK_PRESSURE);
        needs(Feature.SHUTDOWN_OUTPUT);
        Elsewhere elsewhere = new Elsewhere();
        Peer peer =
                open(
                        connection -> {
                            elsewhere.stay(connection);
                            log.add(count(connection));
                        });
        int sent = fill(((SocketPeer) peer).socket());
        elsewhere.callBack();
        peer.shutdownOutput();
        awaitLog(sent);
    }

    /** Writes until the kernel has refused to take more for a while, and fails if it never does. */
    private static int fill(SocketChannel socket) throws Exception {
        int limit = 64 << 20;
        int sent = 0;
        socket.configureBlocking(false);
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
        for (int refused = 0; refused < 1_000 && sent < limit; ) {
            chunk.clear();
            int n = socket.write(chunk);
            sent += n;
            refused = n == 0 ? refused + 1 : 0;
            Thread.onSpinWait();
        }
        socket.configureBlocking(true);
        assertThat(sent).isLessThan(limit);
        return sent;
    }

    @Test
    void aMessageThatArrivesAlthoughNobodyAskedWaitsItsTurn() throws Exception {
        Elsewhere elsewhere = new Elsewhere();
        AtomicLong delivered = new AtomicLong();
        Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                new ChannelInboundHandlerAdapter() {
                                                    @Override
                                                    public void channelRead(
                                                            ChannelHandlerContext context,
                                                            Object message) {
                                                        delivered.addAndGet(
                                                                ((ByteBuf) message)
                                                                        .readableBytes());
                                                        context.fireChannelRead(message);
                                                    }

                                                    @Override
                                                    public void channelReadComplete(
                                                            ChannelHandlerContext context) {
                                                        context.fireChannelReadComplete();
                                                        context.read(); // as nobody asked it to
                                                    }
                                                })
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            ByteBuf first = connection.read();
                                                            connection.write(first);
                                                            elsewhere.stay(connection);
                                                            ByteBuf second = connection.read();
                                                            connection.write(second);
                                                            ByteBuf third = connection.read();
                                                            connection.write(third);
                                                            assertThat(connection.read()).isNull();
                                                            log.add("end");
                                                        })));
        peer.write("1");
        assertThat(peer.read(1)).isEqualTo("1");
        peer.write("2");
        awaitUntil(() -> delivered.get() == 2);
        peer.write("3");
        awaitUntil(() -> delivered.get() == 3);
        elsewhere.callBack();
        assertThat(peer.read(2)).isEqualTo("23");
        peer.close();
        awaitLog("end");
    }

    @Test
    void aTimedOutReadLosesNothing() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            try {
                                connection.read(Duration.ofMillis(1));
                                log.add("too early");
                            } catch (TimeoutException e) {
                                connection.write(Embedded.buffer("!"));
                            }
                            echo(connection);
                        })) {
            assertThat(peer.read(1)).isEqualTo("!");
            peer.write("late");
            assertThat(peer.read(4)).isEqualTo("late");
        }
        assertThat(log).isEmpty();
    }

    @Test
    void aReadInTimeTakesWhatArrives() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            while (true) {
                                ByteBuf data = connection.read(Duration.ofMinutes(1));
                                if (data == null) break;
                                connection.write(data);
                            }
                            log.add("end");
                        })) {
            for (String word : List.of("one", "two", "three")) {
                peer.write(word);
                assertThat(peer.read(word.length())).isEqualTo(word);
            }
        }
        awaitLog("end");
    }

    @Test
    void severalReadCompletesWithoutDataOnlyAskAgain() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                new ChannelInboundHandlerAdapter() {
                                                    @Override
                                                    public void channelReadComplete(
                                                            ChannelHandlerContext context) {
                                                        for (int i = 0; i < 3; i++)
                                                            context.fireChannelReadComplete();
                                                    }
                                                })
                                        .addLast(coroutine(Conformance::echo)))) {
            byte[] sent = random(5_000);
            for (int i = 0; i < 20; i++) {
                peer.out().write(sent);
                assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
            }
        }
    }

    @Test
    void whatIsReadMayBeKeptAndBelongsToTheReader() throws Exception {
        byte[] sent = random(100_000);
        try (Peer peer =
                open(
                        connection -> {
                            List<ByteBuf> kept = new ArrayList<>();
                            for (int length = 0; length < sent.length; ) {
                                ByteBuf data = connection.read();
                                length += data.readableBytes();
                                assertThat(data.refCnt()).isEqualTo(1);
                                kept.add(data);
                            }
                            for (ByteBuf data : kept) connection.write(data);
                            assertThat(connection.read()).isNull();
                        })) {
            peer.out().write(sent);
            assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
        }
    }

    @Test
    void aSecondReaderIsRefusedAndTheFirstGoesOn() throws Exception {
        List<Connection<ByteBuf>> first = new ArrayList<>();
        try (Peer peer =
                        open(
                                connection -> {
                                    first.add(connection);
                                    connection.write(Embedded.buffer("!"));
                                    echo(connection);
                                });
                Peer other =
                        open(
                                connection -> {
                                    connection.read().release();
                                    assertThatThrownBy(() -> first.get(0).read())
                                            .isInstanceOf(IllegalStateException.class)
                                            .hasMessageContaining("is reading from it already");
                                    connection.write(Embedded.buffer("refused"));
                                })) {
            assertThat(peer.read(1)).isEqualTo("!");
            other.write("go");
            assertThat(other.readAll()).isEqualTo("refused");
            peer.write("unharmed");
            assertThat(peer.read(8)).isEqualTo("unharmed");
        }
        assertThat(failures).isEmpty();
    }
}
