package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a connection promises, over real sockets on one event loop. A subclass per transport. */
abstract class SocketTest extends OverSockets {
    SocketTest(Transport transport) {
        super(transport);
    }

    @Test
    void bytesComeBackAsTheyWereSent() throws Exception {
        InetSocketAddress address = serve(OverSockets::echo);
        byte[] sent = random(3_000_000);
        try (Socket socket = connect(address)) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            socket.getOutputStream().write(sent);
                                            socket.shutdownOutput();
                                        } catch (IOException e) {
                                            failures.add(e);
                                        }
                                    });
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
            writer.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void thePeersEndOfOutputLeavesOurWritingSideOpen() throws Exception {
        byte[] answer = random(1_000_000);
        InetSocketAddress address =
                serve(
                        connection -> {
                            assertThat(connection.read()).isNull();
                            assertThat(connection.read()).isNull();
                            for (int at = 0; at < answer.length; at += 10_000) {
                                connection.write(
                                        connection
                                                .channel()
                                                .alloc()
                                                .buffer()
                                                .writeBytes(answer, at, 10_000));
                            }
                            connection.flush();
                            assertThat(connection.read()).isNull();
                        });
        try (Socket socket = connect(address)) {
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(answer);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void afterOurEndOfOutputThePeerCanGoOnSending() throws Exception {
        InetSocketAddress address =
                serve(
                        connection -> {
                            connection.write(Embedded.buffer("bye"));
                            connection.shutdownOutput();
                            connection.shutdownOutput();
                            assertThatThrownBy(() -> connection.write(Embedded.buffer("too late")))
                                    .isInstanceOf(IOException.class);
                            int received = 0;
                            for (ByteBuf data; (data = connection.read()) != null; data.release())
                                received += data.readableBytes();
                            log.add(received);
                        });
        try (Socket socket = connect(address)) {
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).isEqualTo("bye");
            socket.getOutputStream().write(random(500_000));
        }
        awaitLog(500_000);
        assertThat(failures).isEmpty();
    }

    @Test
    void aResetIsAnIOExceptionAtEveryReadAndNobodyElseNotices() throws Exception {
        InetSocketAddress address =
                serve(
                        connection -> {
                            connection.write(connection.read());
                            for (int i = 0; i < 2; i++) {
                                assertThatThrownBy(connection::read)
                                        .isInstanceOf(IOException.class)
                                        .hasCauseInstanceOf(IOException.class);
                            }
                            log.add("reset");
                        });
        try (Socket other = connect(address)) {
            Socket socket = connect(address);
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            socket.setSoLinger(true, 0);
            socket.close();
            awaitLog("reset");
            other.getOutputStream().write(2);
            assertThat(other.getInputStream().read()).isEqualTo(2);
            other.setSoLinger(true, 0);
        }
        awaitLog("reset", "reset");
    }

    @Test
    void aPeerThatIsNotReadIsSlowedDownAndNothingIsLost() throws Exception {
        Queue<Runnable> resume = new ConcurrentLinkedQueue<>();
        InetSocketAddress address =
                serve(
                        connection -> {
                            HoldWrites hold = new HoldWrites();
                            connection.channel().pipeline().addFirst(hold);
                            connection.write(
                                    Embedded.buffer("held, so that this waits and doesn't read"));
                            resume.add(
                                    () -> connection.channel().eventLoop().execute(hold::release));
                            connection.flush();
                            int received = 0;
                            for (ByteBuf data; (data = connection.read()) != null; data.release())
                                received += data.readableBytes();
                            log.add(received);
                        });
        long limit = 64 << 20;
        long sent = 0;
        try (SocketChannel peer = SocketChannel.open(address)) {
            peer.configureBlocking(false);
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
            for (int refused = 0; refused < 1_000 && sent < limit; ) {
                chunk.clear();
                int n = peer.write(chunk);
                sent += n;
                refused = n == 0 ? refused + 1 : 0;
                Thread.onSpinWait();
            }
            assertThat(sent).isLessThan(limit);
            await().until(() -> !resume.isEmpty());
            resume.remove().run();
            peer.shutdownOutput();
            awaitLog((int) sent);
        }
    }

    @Test
    void aPeerThatDoesNotReadSuspendsItsCoroutineAloneAndThenGetsEverything() throws Exception {
        int chunks = 400;
        int size = 65_536;
        InetSocketAddress address =
                serve(
                        connection -> {
                            ByteBuf command = connection.read();
                            boolean flood = command.readByte() == 'f';
                            if (!flood) {
                                connection.write(command);
                                echo(connection);
                                return;
                            }
                            command.release();
                            for (int i = 0; i < chunks; i++) {
                                connection.write(
                                        connection.channel().alloc().buffer(size).writeZero(size));
                                log.add(i);
                            }
                        });
        try (Socket flooded = connect(address);
                Socket other = connect(address)) {
            flooded.getOutputStream().write('f');
            await().until(() -> !log.isEmpty());
            byte[] ping = random(1_000);
            ping[0] = 'p';
            for (int i = 0; i < 50; i++) {
                other.getOutputStream().write(ping);
                int skipped = i == 0 ? 1 : 0; // the command byte was read
                byte[] pong = other.getInputStream().readNBytes(ping.length - skipped);
                assertThat(pong).isEqualTo(Arrays.copyOfRange(ping, skipped, ping.length));
            }
            assertThat(log).hasSizeLessThan(chunks);
            long received = 0;
            InputStream in = flooded.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (int n; (n = in.read(buffer)) >= 0; ) received += n;
            assertThat(received).isEqualTo((long) chunks * size);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void flushingToAPeerThatResetTheConnectionThrows() throws Exception {
        InetSocketAddress address =
                serve(
                        connection -> {
                            assertThatThrownBy(
                                            () -> {
                                                while (true) {
                                                    connection.write(
                                                            connection
                                                                    .channel()
                                                                    .alloc()
                                                                    .buffer()
                                                                    .writeZero(65_536));
                                                    connection.flush();
                                                }
                                            })
                                    .isInstanceOf(IOException.class);
                            log.add("told");
                        });
        Socket socket = connect(address);
        socket.getInputStream().read();
        socket.setSoLinger(true, 0);
        socket.close();
        awaitLog("told");
    }

    @Test
    void aTimedOutReadLosesNothing() throws Exception {
        InetSocketAddress address =
                serve(
                        connection -> {
                            try {
                                connection.read(Duration.ofMillis(1));
                                log.add("too early");
                            } catch (TimeoutException e) {
                                connection.write(Embedded.buffer("!"));
                            }
                            echo(connection);
                        });
        try (Socket socket = connect(address)) {
            assertThat(socket.getInputStream().read()).isEqualTo('!');
            socket.getOutputStream().write(42);
            assertThat(socket.getInputStream().read()).isEqualTo(42);
        }
        assertThat(log).isEmpty();
    }

    @Test
    void theChannelClosesAfterTheCoroutinesLastByte() throws Exception {
        byte[] last = random(2_000_000);
        InetSocketAddress address =
                serve(
                        connection ->
                                connection.write(
                                        connection.channel().alloc().buffer().writeBytes(last)));
        try (Socket socket = connect(address)) {
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(last);
        }
    }

    @Test
    void anExceptionGoesDownThePipelineAndClosesTheChannel() throws Exception {
        InetSocketAddress address =
                serve(
                        connection -> {
                            throw new IllegalStateException("on purpose");
                        });
        try (Socket socket = connect(address)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(failures).hasSize(1).first().asString().contains("on purpose");
    }

    @Test
    void theEndOfTheLoopEndsWhatIsParkedAndItsFinallyBlocksRun() throws Exception {
        InetSocketAddress address =
                serve(
                        connection -> {
                            ByteBuf command = connection.read();
                            try {
                                connection.write(command);
                                if (command.getByte(0) == 'w') {
                                    while (true)
                                        connection.write(
                                                connection
                                                        .channel()
                                                        .alloc()
                                                        .buffer()
                                                        .writeZero(65_536));
                                }
                                assertThat(connection.read()).isNull();
                                log.add("reader");
                            } catch (IOException e) {
                                log.add("writer");
                            } finally {
                                log.add("finally");
                            }
                        });
        try (Socket reader = connect(address);
                Socket writer = connect(address)) {
            reader.getOutputStream().write('r');
            assertThat(reader.getInputStream().read()).isEqualTo('r');
            writer.getOutputStream().write('w');
            assertThat(writer.getInputStream().read()).isEqualTo('w');
            endTheLoop();
            assertThat(log).containsExactlyInAnyOrder("reader", "finally", "writer", "finally");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void theClientsEndMayBeACoroutineToo() throws Exception {
        InetSocketAddress address = serve(OverSockets::echo);
        Channel client =
                connect(
                        address,
                        connection -> {
                            for (String word : List.of("one", "two", "three")) {
                                connection.write(Embedded.buffer(word));
                                log.add(Embedded.text(connection.read()));
                            }
                            connection.shutdownOutput();
                            assertThat(connection.read()).isNull();
                        });
        client.closeFuture().sync();
        assertThat(log).containsExactly("one", "two", "three");
        assertThat(failures).isEmpty();
    }

    @Test
    void manyConnectionsShareTheLoop() throws Exception {
        InetSocketAddress address = serve(OverSockets::echo);
        Queue<Throwable> clientFailures = new ConcurrentLinkedQueue<>();
        Thread[] clients = new Thread[60];
        for (int i = 0; i < clients.length; i++) {
            byte[] sent = random(20_000 + i);
            clients[i] =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (Socket socket = connect(address)) {
                                            OutputStream out = socket.getOutputStream();
                                            for (int at = 0; at < sent.length; at += 1_000)
                                                out.write(
                                                        sent,
                                                        at,
                                                        Math.min(1_000, sent.length - at));
                                            socket.shutdownOutput();
                                            assertThat(socket.getInputStream().readAllBytes())
                                                    .isEqualTo(sent);
                                        } catch (Throwable t) {
                                            clientFailures.add(t);
                                        }
                                    });
        }
        for (Thread client : clients) client.join();
        assertThat(clientFailures).isEmpty();
        assertThat(failures).isEmpty();
    }
}
