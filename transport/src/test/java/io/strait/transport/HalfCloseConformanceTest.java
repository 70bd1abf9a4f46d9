package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** One side has said all it has to say, and the other one has not. */
class HalfCloseConformanceTest extends Conformance {

    @Test
    void thePeersEndOfOutputLeavesOurWritingSideOpen() throws Exception {
        needs(Feature.HALF_CLOSE);
        byte[] answer = random(1_000_000);
        try (Peer peer =
                open(
                        connection -> {
                            for (int i = 0; i < 3; i++) assertThat(connection.read()).isNull();
                            connection.write(copy(connection, answer));
                            connection.flush();
                            assertThat(connection.read()).isNull();
                        })) {
            peer.shutdownOutput();
            assertThat(peer.in().readAllBytes()).isEqualTo(answer);
        }
        assertThat(failures).isEmpty();
    }

    /**
     * More than the kernel takes at once, and when there has been nothing to wait for meanwhile.
     */
    @Test
    void aLateAndLongAnswerIsSentWholeAfterThePeersEnd() throws Exception {
        needs(Feature.HALF_CLOSE);
        byte[] answer = random(16 << 20);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                open(
                        connection -> {
                            assertThat(connection.read()).isNull();
                            elsewhere.stay(connection);
                            connection.write(copy(connection, answer));
                        })) {
            peer.shutdownOutput();
            elsewhere.callBack();
            assertThat(peer.in().readAllBytes()).hasSameSizeAs(answer).isEqualTo(answer);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void ourEndOfOutputComesAfterAllThatWasWrittenHoweverLittleThePeerTakes() throws Exception {
        needs(Feature.HALF_CLOSE);
        int length = 32 << 20;
        try (Peer peer =
                        open(
                                connection -> {
                                    connection.write(zeros(connection, length));
                                    log.add("writing");
                                    connection.shutdownOutput();
                                    log.add("shut down");
                                    log.add(Embedded.text(connection.read()));
                                });
                Peer other = open(Conformance::echo)) {
            other.write("the loop is free");
            assertThat(other.read(16)).isEqualTo("the loop is free");
            awaitLog("writing");
            assertThat(peer.in().readNBytes(length)).isEqualTo(new byte[length]);
            assertThat(peer.in().read()).isEqualTo(-1);
            peer.write("thanks");
            awaitLog("writing", "shut down", "thanks");
        }
    }

    @Test
    void whatThePeerSentBeforeItsEndIsReadFirst() throws Exception {
        needs(Feature.HALF_CLOSE);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                open(
                        connection -> {
                            elsewhere.stay(connection);
                            echo(connection);
                            log.add("end");
                        })) {
            elsewhere.awaitArrival();
            byte[] sent = random(10_000);
            peer.out().write(sent);
            peer.shutdownOutput();
            elsewhere.callBack();
            assertThat(peer.in().readAllBytes()).isEqualTo(sent);
        }
        awaitLog("end");
    }

    @Test
    void theEndComesWhenEverythingHasBeenReadAlready() throws Exception {
        needs(Feature.HALF_CLOSE);
        try (Peer peer =
                open(
                        connection -> {
                            echo(connection);
                            connection.write(Embedded.buffer("bye"));
                        })) {
            for (int i = 0; i < 3; i++) {
                peer.write("drained");
                assertThat(peer.read(7)).isEqualTo("drained");
            }
            peer.shutdownOutput();
            assertThat(peer.readAll()).isEqualTo("bye");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void anEndThatComesWhileNobodyReadsIsFoundByTheNextRead() throws Exception {
        needs(Feature.HALF_CLOSE);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                        open(
                                connection -> {
                                    elsewhere.stay(connection);
                                    connection.write(Embedded.buffer("undisturbed, "));
                                    connection.flush();
                                    assertThat(connection.read()).isNull();
                                    connection.write(Embedded.buffer("and told"));
                                });
                Peer other = open(Conformance::echo)) {
            elsewhere.awaitArrival();
            peer.shutdownOutput();
            for (int i = 0; i < 3; i++) {
                other.write("the loop goes round");
                other.read(19);
            }
            elsewhere.callBack();
            assertThat(peer.readAll()).isEqualTo("undisturbed, and told");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void afterOurEndOfOutputThePeerCanGoOnSending() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        try (Peer peer =
                open(
                        connection -> {
                            connection.write(Embedded.buffer("bye"));
                            connection.shutdownOutput();
                            connection.shutdownOutput();
                            assertThatThrownBy(() -> connection.write(Embedded.buffer("too late")))
                                    .isInstanceOf(IOException.class);
                            log.add(count(connection));
                        })) {
            assertThat(peer.readAll()).isEqualTo("bye");
            peer.out().write(random(500_000));
            peer.shutdownOutput();
            awaitLog(500_000);
        }
    }

    @Test
    void anotherHandlersEndOfOutputIsToldToAParkedWriter() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        try (Peer peer =
                open(
                        connection -> {
                            log.add(connection.channel());
                            assertThatThrownBy(
                                            () -> {
                                                while (true)
                                                    connection.write(zeros(connection, 65_536));
                                            })
                                    .isInstanceOf(IOException.class);
                            log.add("told");
                        })) {
            awaitUntil(() -> !log.isEmpty());
            DuplexChannel channel = (DuplexChannel) log.element();
            awaitUntil(() -> !channel.isWritable());
            onTheLoopOf(channel, channel::shutdownOutput);
            awaitLog(channel, "told");
            peer.in().transferTo(OutputStream.nullOutputStream()); // comes to an end
        }
    }

    @Test
    void eachSideMayEndItsOutputAndTheChannelClosesWithTheCoroutine() throws Exception {
        needs(Feature.HALF_CLOSE);
        between(
                us ->
                        us.addLast(
                                coroutine(
                                        connection -> {
                                            connection.write(Embedded.buffer("from us"));
                                            connection.shutdownOutput();
                                            log.add(Embedded.text(connection.read()));
                                            assertThat(connection.read()).isNull();
                                        })),
                them ->
                        them.addLast(
                                coroutine(
                                        connection -> {
                                            String word = Embedded.text(connection.read());
                                            assertThat(connection.read()).isNull();
                                            connection.write(Embedded.buffer(word + " and back"));
                                            connection.shutdownOutput();
                                            assertThat(connection.read()).isNull();
                                        })));
        awaitLog("from us and back");
    }

    @Test
    void theEventOfThePeersEndGoesOnToTheHandlersBehind() throws Exception {
        needs(Feature.HALF_CLOSE);
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                coroutine(
                                                        connection -> {
                                                            for (int i = 0; i < 3; i++)
                                                                assertThat(connection.read())
                                                                        .isNull();
                                                            log.add("read");
                                                        }))
                                        .addLast(
                                                new ChannelInboundHandlerAdapter() {
                                                    @Override
                                                    public void userEventTriggered(
                                                            ChannelHandlerContext context,
                                                            Object event) {
                                                        log.add(event);
                                                    }
                                                }))) {
            peer.shutdownOutput();
            awaitUntil(() -> log.contains("read"));
            assertThat(log).first().isEqualTo(ChannelInputShutdownEvent.INSTANCE);
            assertThat(log).containsOnlyOnce(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Test
    void withoutAllowHalfClosureThePeersEndClosesUnderAParkedRead() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        try (Peer peer =
                open(
                        connection -> {
                            connection
                                    .channel()
                                    .config()
                                    .setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
                            connection.write(Embedded.buffer("!"));
                            assertThat(connection.read()).isNull();
                            assertThatThrownBy(() -> connection.write(Embedded.buffer("too late")))
                                    .isInstanceOf(IOException.class);
                            log.add("closed");
                        })) {
            assertThat(peer.read(1)).isEqualTo("!");
            peer.shutdownOutput();
            awaitLog("closed");
        }
    }

    @Test
    void withoutAllowHalfClosureThePeersEndIsFoundByTheNextRead() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        Elsewhere elsewhere = new Elsewhere();
        try (Peer peer =
                open(
                        connection -> {
                            connection
                                    .channel()
                                    .config()
                                    .setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
                            try {
                                elsewhere.stay(connection);
                            } catch (IOException closedAlready) {
                                log.add("noticed early");
                            }
                            assertThat(connection.read()).isNull();
                            log.add("closed");
                        })) {
            elsewhere.awaitArrival();
            peer.shutdownOutput();
            elsewhere.callBack();
            awaitUntil(() -> log.contains("closed"));
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whereThereIsNoHalfCloseItIsRefusedAndTheConnectionGoesOn() throws Exception {
        Assumptions.assumeTrue(
                end.medium().lack(Feature.SHUTDOWN_OUTPUT).isPresent(), "it has half-close");
        try (Peer peer =
                open(
                        connection -> {
                            assertThatThrownBy(connection::shutdownOutput)
                                    .isInstanceOf(UnsupportedOperationException.class)
                                    .hasMessageContaining("no half-close; close it");
                            connection.write(Embedded.buffer("still open"));
                        })) {
            assertThat(peer.readAll()).isEqualTo("still open");
        }
    }

    @Test
    void withoutHalfClosureThePeersEndClosesTheChannel() throws Exception {
        needs(Feature.HALF_CLOSE);
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        CoroutineHandler.of(
                                                ConnectionOptions.DEFAULT.withoutHalfClosure(),
                                                connection -> {
                                                    log.add("end: " + connection.read());
                                                    log.add(connection.channel().isOpen());
                                                })))) {
            peer.shutdownOutput();
            awaitLog("end: null", false);
        }
    }
}
