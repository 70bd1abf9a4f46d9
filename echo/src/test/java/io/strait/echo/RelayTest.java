package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.strait.transport.Connection;
import io.strait.transport.Connector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RelayTest extends EachTransport {
    private static final int SOME = 3_000_000;

    private static final byte[] BYE = "bye".getBytes(StandardCharsets.US_ASCII);

    private final byte[] typed = new byte[SOME];
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private void relay(InputStream in, OutputStream out, boolean interactive, int port)
            throws IOException {
        Relay relay = new Relay(in, out, interactive);
        ClientLoop.run(
                transport,
                () -> {
                    try (Connection<ByteBuf> peer =
                            new Dialer(Duration.ofSeconds(30))
                                    .dial(Connector.of(ByteBuf.class), "127.0.0.1", port)) {
                        relay.run(peer);
                    }
                    return shown.size();
                });
    }

    /// What a read of standard input does.
    private interface Typing {
        int read(int length) throws Exception;
    }

    private static InputStream typed(Typing typing) {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                try {
                    return typing.read(length);
                } catch (IOException | RuntimeException failed) {
                    throw failed;
                } catch (Exception failed) {
                    throw new IOException(failed);
                }
            }
        };
    }

    /* Nobody types anything, and nobody says that this is all. */
    private static InputStream silence() {
        CountDownLatch never = new CountDownLatch(1);
        return typed(
                length -> {
                    never.await();
                    return -1;
                });
    }

    @Test
    void whatIsTypedIsAnsweredToTheLastByte() throws Exception {
        new SplittableRandom(1).nextBytes(typed);
        int port = start().address().getPort();
        relay(new ByteArrayInputStream(typed), shown, false, port);
        assertThat(shown.toByteArray()).isEqualTo(typed);
    }

    @Test
    void whoDoesNotReadStopsTheTypingAndWhoGoesAwayEndsIt() throws Exception {
        int port = start().address().getPort();
        AtomicLong taken = new AtomicLong();
        InputStream endless =
                typed(
                        length -> {
                            taken.addAndGet(length);
                            return length;
                        });
        CountDownLatch enough = new CountDownLatch(1);
        OutputStream stuck =
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        try {
                            enough.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        throw new IOException("Broken pipe");
                    }
                };
        Future<?> relay = Background.start(() -> relay(endless, stuck, false, port));
        long[] seen = {-1};
        await().until(() -> seen[0] == (seen[0] = taken.get()) && seen[0] > 0);
        assertThat(taken).hasValueLessThan(256L << 20);
        enough.countDown();
        assertThatThrownBy(relay::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StreamException.class,
                        failed -> assertThat(failed.isBrokenPipe()).isTrue());
    }

    @Test
    void inAPipeAllIsSentAlthoughThePeerHasSaidItsLast() throws Exception {
        try (ServerSocket server = listener()) {
            AtomicLong received = new AtomicLong();
            Future<?> peer =
                    Background.start(
                            () -> {
                                try (Socket socket = server.accept()) {
                                    socket.getOutputStream().write(BYE);
                                    socket.shutdownOutput();
                                    byte[] all = socket.getInputStream().readAllBytes();
                                    received.set(all.length);
                                }
                            });
            relay(new ByteArrayInputStream(typed), shown, false, server.getLocalPort());
            peer.get();
            assertThat(shown).hasToString("bye");
            assertThat(received).hasValue(SOME);
        }
    }

    @Test
    void atATerminalThePeersEndIsTheEnd() throws Exception {
        try (ServerSocket server = listener()) {
            Future<?> peer =
                    Background.start(
                            () -> {
                                try (Socket socket = server.accept()) {
                                    socket.getOutputStream().write(BYE);
                                }
                            });
            relay(silence(), shown, true, server.getLocalPort());
            peer.get();
            assertThat(shown).hasToString("bye");
        }
    }

    @Test
    void aResetIsToldInOneLine() throws Exception {
        try (ServerSocket server = listener()) {
            Future<?> peer =
                    Background.start(
                            () -> {
                                Socket socket = server.accept();
                                socket.getOutputStream().write('b');
                                await().until(() -> shown.size() == 1); // then it is read again
                                socket.setSoLinger(true, 0);
                                socket.close();
                            });
            assertThatThrownBy(() -> relay(silence(), shown, false, server.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the connection is lost: Connection reset");
            peer.get();
        }
    }

    @Test
    void anInputThatFailsIsNotThePeersFault() throws Exception {
        InputStream broken =
                typed(
                        length -> {
                            throw new IOException("Input/output error");
                        });
        int port = start().address().getPort();
        assertThatThrownBy(() -> relay(broken, shown, false, port))
                .isInstanceOf(StreamException.class)
                .hasMessage("cannot read standard input: Input/output error");
    }

    private static ServerSocket listener() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return listener;
    }
}
