package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.transport.ConnectionOptions.Resumption;
import io.strait.transport.Medium.Feature;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Reads of bytes, whatever they came in. */
class BytesConformanceTest extends Conformance {

    private static void write(Connection<?> connection, String text) throws IOException {
        connection.write(copy(connection, text.getBytes(UTF_8)));
    }

    private static void answerLines(Connection<ByteBuf> connection) throws IOException {
        Bytes bytes = Bytes.of(connection);
        while (true) {
            try {
                ByteBuf line = bytes.readLine(1_000);
                if (line == null) return;
                write(connection, line.readableBytes() + " ");
                line.release();
            } catch (TooLongException tooLong) {
                write(connection, "! ");
                bytes.skipUntil((byte) '\n');
            }
        }
    }

    @Test
    void linesAreFoundWhereverTheyAreCutAndOneThatIsTooLongIsAnswered() throws Exception {
        for (Resumption resumption : Resumption.values()) {
            Consumer<ChannelPipeline> handlers =
                    pipeline ->
                            pipeline.addLast(
                                    CoroutineHandler.of(
                                            ConnectionOptions.DEFAULT.withResumption(resumption),
                                            BytesConformanceTest::answerLines));
            try (Peer peer = openPipeline(handlers)) {
                StringBuilder sent = new StringBuilder();
                StringBuilder answers = new StringBuilder();
                for (int i = 0; i < 300; i++) {
                    int length = i * 7 % 1_100;
                    sent.append("x".repeat(length)).append(i % 3 == 0 ? "\r\n" : "\n");
                    answers.append(length > 1_000 ? "!" : "" + length).append(' ');
                }
                byte[] all = sent.toString().getBytes(UTF_8);
                Thread writer = meanwhile(() -> writeInPieces(peer.out(), all));
                assertThat(peer.read(answers.length())).isEqualTo(answers.toString());
                writer.join();
            }
        }
    }

    private static void writeInPieces(OutputStream out, byte[] all) throws IOException {
        for (int at = 0, piece = 1; at < all.length; at += piece, piece = piece * 3 % 1_021)
            out.write(all, at, Math.min(piece, all.length - at));
    }

    @Test
    void messagesWithTheirLengthInFrontComeWhole() throws Exception {
        Peer peer =
                open(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            while (!bytes.isAtEnd()) {
                                int length = bytes.readInt();
                                ByteBuf head = connection.channel().alloc().buffer(4);
                                connection.write(head.writeInt(length));
                                connection.write(bytes.readExactly(length));
                            }
                            log.add("end");
                        });
        int[] lengths = {1, 0, 100, 5_000, 200_000, 3};
        Thread writer =
                meanwhile(
                        () -> {
                            DataOutputStream out = new DataOutputStream(peer.out());
                            for (int length : lengths) {
                                out.writeInt(length);
                                out.write(random(length));
                            }
                        });
        DataInputStream in = new DataInputStream(peer.in());
        for (int length : lengths) {
            assertThat(in.readInt()).isEqualTo(length);
            assertThat(in.readNBytes(length)).isEqualTo(random(length));
        }
        writer.join();
        peer.close();
        awaitLog("end");
    }

    @Test
    void whatTimedOutIsThereForAReadOfAnotherKind() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            bytes.peek(4).release();
                            assertThatThrownBy(
                                            () ->
                                                    Deadline.failAfter(
                                                            Duration.ofMillis(1),
                                                            () -> bytes.readFully(1_000_000)))
                                    .isInstanceOf(CancelledByTimeoutException.class);
                            connection.write(Embedded.buffer("!"));
                            log.add(bytes.readLine(9, UTF_8));
                        })) {
            peer.write("part");
            assertThat(peer.read(1)).isEqualTo("!");
            peer.write("ial\n");
            awaitLog("partial");
        }
    }

    @Test
    void theEndInTheMiddleOfALineIsNoLine() throws Exception {
        Peer peer =
                open(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            log.add(bytes.readLine(9, UTF_8));
                            assertThatThrownBy(() -> bytes.readLine(9))
                                    .isInstanceOf(EOFException.class)
                                    .hasMessageContaining("got 4 bytes");
                            log.add(bytes.readString(4, UTF_8));
                            log.add(bytes.isAtEnd());
                        });
        peer.write("whole\nhalf");
        awaitUntil(() -> log.size() == 1);
        peer.close();
        awaitLog("whole", "half", true);
    }

    @Test
    void aResetInTheMiddleOfALineIsNoEnd() throws Exception {
        needs(Feature.RESET);
        Peer peer =
                open(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            bytes.peek(4).release();
                            connection.write(Embedded.buffer("!"));
                            assertThatThrownBy(() -> bytes.readLine(9))
                                    .isInstanceOf(IOException.class)
                                    .isNotInstanceOf(EOFException.class);
                            log.add("reset");
                        });
        peer.write("half");
        assertThat(peer.read(1)).isEqualTo("!");
        peer.reset();
        awaitLog("reset");
    }

    @Test
    void aTransferBringsEveryByteAndEndsAtTheEnd() throws Exception {
        byte[] sent = random(2_000_000);
        Peer peer = open(connection -> log.add(Bytes.of(connection).transferTo(connection)));
        Thread writer = meanwhile(() -> writeInPieces(peer.out(), sent));
        assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
        writer.join();
        peer.close();
        awaitLog((long) sent.length);
    }

    @Test
    void streamsCarryAnAnswerThatIsLongerThanThePeerTakesAtOnce() throws Exception {
        byte[] sent = random(1_000_000);
        try (Peer peer =
                open(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            try (OutputStream out = bytes.outputStream(1_000)) {
                                bytes.inputStream(sent.length).transferTo(out);
                            }
                            log.add("end");
                        })) {
            Thread writer = meanwhile(() -> writeInPieces(peer.out(), sent));
            assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
            writer.join();
            awaitLog("end");
        }
    }

    /** TLS hands over records as it decrypts them. */
    @Test
    void linesBehindTlsAreLinesToo() throws Exception {
        byte[] line = new byte[40_000];
        Arrays.fill(line, (byte) 'x');
        between(
                tls(
                        end.isServer(),
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            for (int i = 0; i < 3; i++) {
                                connection.write(copy(connection, line));
                                write(connection, "\r\n");
                                assertThat(bytes.readLine(line.length, UTF_8)).hasSize(line.length);
                            }
                            log.add("the same");
                        }),
                tls(
                        !end.isServer(),
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            for (ByteBuf each; (each = bytes.readLine(line.length)) != null; ) {
                                connection.write(each);
                                write(connection, "\n");
                            }
                        }));
        awaitLog("the same");
    }

    private Consumer<ChannelPipeline> tls(boolean server, CoroutineHandler.Body<ByteBuf> body) {
        return pipeline -> {
            try {
                pipeline.addLast(
                        (server ? Certificates.server("TLSv1.3") : Certificates.client("TLSv1.3"))
                                .newHandler(pipeline.channel().alloc()));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            pipeline.addLast(coroutine(body));
        };
    }
}
