package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Behind an SslHandler. Our end plays the role in TLS that it plays in the connection. */
class TlsConformanceTest extends Conformance {
    private static final String TLS_1_3 = "TLSv1.3";
    private static final String TLS_1_2 = "TLSv1.2";

    /** More bytes than the kernel takes for a peer that does not read. */
    private static final int MUCH = 32 << 20;

    private SslHandler ours(Channel channel, String version) throws Exception {
        return handler(channel, end.isServer(), version);
    }

    private SslHandler theirs(Channel channel, String version) throws Exception {
        return handler(channel, !end.isServer(), version);
    }

    private static SslHandler handler(Channel channel, boolean server, String version)
            throws Exception {
        SslContext context = server ? Certificates.server(version) : Certificates.client(version);
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeout(1, TimeUnit.MINUTES);
        handler.setCloseNotifyFlushTimeout(1, TimeUnit.MINUTES);
        return handler;
    }

    /** A connection under TLS with a coroutine at either end. */
    private void between(
            String version,
            CoroutineHandler.Body<ByteBuf> us,
            CoroutineHandler.Body<ByteBuf> them) {
        between(tls(this::ours, version, us), tls(this::theirs, version, them));
    }

    @FunctionalInterface
    private interface Side {
        SslHandler handler(Channel channel, String version) throws Exception;
    }

    private Consumer<ChannelPipeline> tls(
            Side side, String version, CoroutineHandler.Body<ByteBuf> body) {
        return pipeline -> {
            try {
                pipeline.addLast(side.handler(pipeline.channel(), version));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            pipeline.addLast(coroutine(body));
        };
    }

    private void sendAndCompare(Connection<ByteBuf> connection, byte[] sent) throws IOException {
        for (int at = 0; at < sent.length; at += 50_000) {
            byte[] part = Arrays.copyOfRange(sent, at, at + 50_000);
            connection.write(copy(connection, part));
            for (int i = 0; i < part.length; ) {
                ByteBuf data = connection.read();
                while (data.isReadable()) assertThat(data.readByte()).isEqualTo(part[i++]);
                data.release();
            }
        }
        log.add("the same");
    }

    @Test
    void bytesComeBackAsTheyWereSent() throws Exception {
        byte[] sent = random(500_000);
        between(TLS_1_3, us -> sendAndCompare(us, sent), Conformance::echo);
        awaitLog("the same");
    }

    @Test
    void bytesComeBackAsTheyWereSentAlsoWithTls12() throws Exception {
        byte[] sent = random(500_000);
        between(TLS_1_2, us -> sendAndCompare(us, sent), Conformance::echo);
        awaitLog("the same");
    }

    @Test
    void whoeverSpeaksFirstNeedNotReadForTheHandshake() throws Exception {
        between(
                TLS_1_3,
                us -> {
                    us.write(Embedded.buffer("welcome"));
                    us.flush();
                    log.add("sent");
                    us.read();
                },
                them -> {
                    log.add(Embedded.text(them.read()));
                });
        awaitUntil(() -> log.size() == 2 || !failures.isEmpty());
        assertThat(log).containsExactlyInAnyOrder("sent", "welcome");
        assertThat(failures).isEmpty();
    }

    @Test
    void closeNotifyIsTheEndAndLeavesOurWritingSideOpen() throws Exception {
        needs(Medium.Feature.UNREAD_OUTLIVES_CLOSE);
        between(
                TLS_1_3,
                us -> {
                    assertThat(Embedded.text(us.read())).isEqualTo("last");
                    for (int i = 0; i < 3; i++) assertThat(us.read()).isNull();
                    us.write(Embedded.buffer("answer"));
                },
                them -> {
                    them.write(Embedded.buffer("last"));
                    them.shutdownOutput();
                    them.shutdownOutput();
                    assertThatThrownBy(() -> them.write(Embedded.buffer("too late")))
                            .isInstanceOf(IOException.class);
                    log.add(Embedded.text(them.read()));
                    assertThat(them.read()).isNull();
                    log.add("end");
                });
        awaitLog("answer", "end");
    }

    @Test
    void addedAfterThePeersCloseNotifyTheHandlerReadsTheEnd() throws Exception {
        needs(Medium.Feature.UNREAD_OUTLIVES_CLOSE);
        between(
                TLS_1_3,
                us -> {
                    assertThat(us.read()).isNull();
                    handOver(
                            us.channel(),
                            next -> {
                                assertThat(next.read()).isNull();
                                next.write(Embedded.buffer("answer"));
                            });
                },
                them -> {
                    them.shutdownOutput();
                    log.add(Embedded.text(them.read()));
                    assertThat(them.read()).isNull();
                    log.add("end");
                });
        awaitLog("answer", "end");
    }

    @Test
    void anEndWithoutCloseNotifyIsAnIOExceptionAtEveryRead() throws Exception {
        between(
                TLS_1_3,
                us -> {
                    assertThat(Embedded.text(us.read())).isEqualTo("more to come");
                    for (int i = 0; i < 3; i++) {
                        assertThatThrownBy(us::read)
                                .isInstanceOf(IOException.class)
                                .hasCauseInstanceOf(SSLException.class)
                                .hasMessageContaining("without close_notify");
                    }
                    log.add("truncated");
                },
                them -> {
                    them.write(Embedded.buffer("more to come"));
                    them.flush();
                    cutOff(them.channel());
                    try {
                        count(them);
                    } catch (IOException e) { // as it is with us, whose answer finds no way
                        assertThat(e).hasCauseInstanceOf(IOException.class);
                    }
                });
        awaitLog("truncated");
    }

    @Test
    void anEndWithoutCloseNotifyIsNoneAlsoAfterWeHaveEndedOurOutput() throws Exception {
        needs(Medium.Feature.SHUTDOWN_OUTPUT);
        between(
                TLS_1_3,
                us -> {
                    us.shutdownOutput();
                    assertThatThrownBy(us::read).hasMessageContaining("without close_notify");
                    log.add("truncated");
                },
                them -> {
                    assertThat(them.read()).isNull();
                    cutOff(them.channel());
                });
        awaitLog("truncated");
    }

    @Test
    void closingTheChannelEndsAParkedReadAsItDoesWithoutTls() throws Exception {
        between(
                TLS_1_3,
                us -> {
                    Embedded.text(us.read()); // and what TLS itself has sent before
                    log.add(us.channel());
                    for (int i = 0; i < 3; i++) assertThat(us.read()).isNull();
                    log.add("end");
                },
                them -> {
                    them.write(Embedded.buffer("hello"));
                    assertThat(them.read()).isNull();
                    log.add("end");
                });
        awaitUntil(() -> !log.isEmpty());
        ((Channel) log.remove()).close();
        awaitLog("end", "end");
    }

    @Test
    void theEndOfTheLoopEndsAParkedReadAsItDoesWithoutTls() throws Exception {
        between(
                TLS_1_3,
                us -> {
                    us.write(Embedded.buffer("hello"));
                    for (int i = 0; i < 3; i++) assertThat(us.read()).isNull();
                    log.add("end");
                },
                them -> {
                    log.add(Embedded.text(them.read()));
                    // A loop doesn't send close_notify, and may reset.
                    assertThatThrownBy(them::read).isInstanceOf(IOException.class);
                    log.add("truncated");
                });
        awaitLog("hello");
        endpoints.endOurLoop();
        awaitUntil(() -> log.size() == 3 || !failures.isEmpty());
        assertThat(log).containsExactlyInAnyOrder("hello", "end", "truncated");
        assertThat(failures).isEmpty();
    }

    /** Ends the output below TLS. */
    private static void cutOff(Channel channel) {
        if (channel instanceof DuplexChannel duplex) duplex.shutdownOutput();
        else channel.pipeline().context(SslHandler.class).close();
    }

    @Test
    void closeNotifyComesAfterAllThatWasWrittenHoweverMuch() throws Exception {
        needs(Medium.Feature.UNREAD_OUTLIVES_CLOSE);
        between(
                TLS_1_3,
                us -> {
                    us.write(zeros(us, MUCH));
                    us.shutdownOutput();
                    log.add(Embedded.text(us.read()));
                },
                them -> {
                    assertThat(count(them)).isEqualTo(MUCH);
                    them.write(Embedded.buffer("thanks"));
                });
        awaitLog("thanks");
    }

    @Test
    void closingSendsWhatWasWrittenAndThenCloseNotify() throws Exception {
        needs(Medium.Feature.UNREAD_OUTLIVES_CLOSE);
        between(
                TLS_1_3,
                us -> {
                    assertThat(Embedded.text(us.read())).isEqualTo("go");
                    us.write(zeros(us, MUCH));
                    us.close();
                    assertThat(us.read()).isNull();
                    assertThatThrownBy(() -> us.write(Embedded.buffer("too late")))
                            .isInstanceOf(IOException.class);
                },
                them -> {
                    them.write(Embedded.buffer("go"));
                    log.add(count(them));
                });
        awaitLog(MUCH);
    }

    @Test
    void theCoroutinesEndSendsCloseNotify() throws Exception {
        needs(Medium.Feature.UNREAD_OUTLIVES_CLOSE);
        between(
                TLS_1_3,
                us -> {
                    us.write(Embedded.buffer("bye"));
                    Embedded.text(us.read()); // and what TLS itself has sent before
                },
                them -> {
                    log.add(Embedded.text(them.read()));
                    them.write(Embedded.buffer("bye"));
                    assertThat(them.read()).isNull();
                    log.add("end");
                });
        awaitLog("bye", "end");
    }

    @Test
    void whereTlsHasNoHalfCloseItIsRefusedAndTheConnectionGoesOn() throws Exception {
        between(
                TLS_1_2,
                us -> {
                    assertThatThrownBy(us::shutdownOutput)
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining("TLSv1.2 has no half-close; close it");
                    us.write(Embedded.buffer("still open"));
                },
                them -> {
                    log.add(Embedded.text(them.read()));
                    assertThat(them.read()).isNull();
                });
        awaitLog("still open");
    }

    @Test
    void aHandshakeThatFailsIsAnIOExceptionAtEveryRead() throws Exception {
        between(tls(this::ours, TLS_1_3, this::fails), tls(this::theirs, TLS_1_2, this::fails));
        awaitLog("failed", "failed");
    }

    private void fails(Connection<ByteBuf> connection) {
        for (int i = 0; i < 2; i++)
            assertThatThrownBy(connection::read)
                    .isInstanceOf(IOException.class)
                    .hasRootCauseInstanceOf(SSLException.class);
        log.add("failed");
    }

    @Test
    void aPeerThatSpeaksNoTlsIsAnIOException() throws Exception {
        needs(Medium.Feature.SECOND_END);
        try (Peer peer = openPipeline(tls(this::ours, TLS_1_3, this::fails))) {
            peer.write("GET / HTTP/1.0\r\n\r\n");
            awaitLog("failed");
        }
    }

    @Test
    void theWireMayBeSecuredInTheMiddleOfTheConversation() throws Exception {
        between(
                us ->
                        us.addLast(
                                coroutine(
                                        connection -> {
                                            connection.write(Embedded.buffer("STARTTLS"));
                                            connection.flush();
                                            assertThat(Embedded.text(connection.read()))
                                                    .isEqualTo("go");
                                            secure(connection, false);
                                            sendAndCompare(connection, random(100_000));
                                            connection.shutdownOutput();
                                            assertThat(connection.read()).isNull();
                                        })),
                them ->
                        them.addLast(
                                coroutine(
                                        connection -> {
                                            assertThat(Embedded.text(connection.read()))
                                                    .isEqualTo("STARTTLS");
                                            connection.write(Embedded.buffer("go"));
                                            connection.flush();
                                            secure(connection, true);
                                            echo(connection);
                                        })));
        awaitLog("the same");
    }

    /** Whoever was told to go begins the handshake, and so is the client of TLS. */
    private static void secure(Connection<ByteBuf> connection, boolean server) throws Exception {
        Channel channel = connection.channel();
        channel.pipeline().addFirst(handler(channel, server, TLS_1_3));
    }
}
