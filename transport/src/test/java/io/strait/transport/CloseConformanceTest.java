package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strait.task.Cancelled;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How connections end: by the peer, by us, by the coroutine's end or the loop's. */
class CloseConformanceTest extends Conformance {

    @Test
    void thePeersCloseEndsAParkedRead() throws Exception {
        Peer peer =
                open(
                        connection -> {
                            connection.write(connection.read());
                            for (int i = 0; i < 3; i++) assertThat(connection.read()).isNull();
                            log.add("end");
                        });
        peer.write("1");
        assertThat(peer.read(1)).isEqualTo("1");
        peer.close();
        awaitLog("end");
    }

    @Test
    void thePeersCloseIsFoundByTheNextReadOfACoroutineThatIsBusyElsewhere() throws Exception {
        needs(Feature.UNREAD_OUTLIVES_CLOSE);
        Elsewhere elsewhere = new Elsewhere();
        Peer peer =
                open(
                        connection -> {
                            elsewhere.stay(connection);
                            log.add(Embedded.text(connection.read()));
                            assertThat(connection.read()).isNull();
                            log.add("end");
                        });
        elsewhere.awaitArrival();
        peer.write("last");
        peer.close();
        elsewhere.callBack();
        awaitLog("last", "end");
    }

    @Test
    void aWriterFindsThatThePeerHasClosed() throws Exception {
        Peer peer =
                open(
                        connection -> {
                            connection.write(connection.read());
                            assertThat(connection.read()).isNull();
                            assertThatThrownBy(
                                            () -> {
                                                while (true) {
                                                    connection.write(zeros(connection, 65_536));
                                                    connection.flush();
                                                }
                                            })
                                    .isInstanceOf(IOException.class);
                            log.add("told");
                        });
        peer.write("1");
        assertThat(peer.read(1)).isEqualTo("1");
        peer.close();
        awaitLog("told");
    }

    @Test
    void theChannelClosesAfterTheCoroutinesLastByte() throws Exception {
        byte[] last = random(2_000_000);
        try (Peer peer = open(connection -> connection.write(copy(connection, last)))) {
            assertThat(peer.in().readAllBytes()).isEqualTo(last);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void anExceptionGoesDownThePipelineAfterWhatWasWrittenIsSent() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            connection.write(Embedded.buffer("sorry"));
                            throw new IllegalStateException("on purpose");
                        })) {
            assertThat(peer.readAll()).isEqualTo("sorry");
        }
        assertThat(failures.remove()).hasMessage("on purpose");
    }

    @Test
    void whatWasWrittenBeforeAnExceptionIsSentAlsoIfTheHandlerBehindClosesAtOnce()
            throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                coroutine(
                                                        connection -> {
                                                            connection.write(
                                                                    Embedded.buffer("sorry"));
                                                            throw new IllegalStateException(
                                                                    "on purpose");
                                                        }))
                                        .addLast(new ClosesAtExceptions()))) {
            assertThat(peer.readAll()).isEqualTo("sorry");
        }
    }

    private static final class ClosesAtExceptions extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Test
    void whatTheCoroutineLeavesUnreadIsReleased() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            connection.read().release();
                            connection
                                    .channel()
                                    .pipeline()
                                    .fireChannelRead(Embedded.buffer("unread"));
                            connection.write(Embedded.buffer("bye"));
                        })) {
            peer.write("1");
            assertThat(peer.readAll()).isEqualTo("bye");
        }
    }

    @Test
    void closingSendsWhatWasWrittenAndThenReadsEndAndWritesFail() throws Exception {
        byte[] last = random(1_000_000);
        try (Peer peer =
                open(
                        connection -> {
                            connection.write(copy(connection, last));
                            connection.close();
                            connection.close();
                            assertThat(connection.read()).isNull();
                            assertThatThrownBy(() -> connection.write(Embedded.buffer("too late")))
                                    .isInstanceOf(IOException.class);
                            log.add("closed");
                        })) {
            assertThat(peer.in().readAllBytes()).isEqualTo(last);
            awaitLog("closed");
        }
    }

    @Test
    void closingFromAnotherThreadEndsAParkedRead() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            log.add(connection);
                            assertThat(connection.read()).isNull();
                            log.add("end");
                        })) {
            awaitUntil(() -> !log.isEmpty());
            Connection<?> connection = (Connection<?>) log.remove();
            Thread.ofPlatform().start(connection::close).join();
            assertThat(peer.in().read()).isEqualTo(-1);
            awaitLog("end");
        }
    }

    @Test
    void closingTheChannelFromAListenerEndsAParkedRead() throws Exception {
        try (Peer peer =
                open(
                        connection -> {
                            connection
                                    .channel()
                                    .writeAndFlush(Embedded.buffer("bye"))
                                    .addListener(ChannelFutureListener.CLOSE);
                            assertThat(connection.read()).isNull();
                            log.add("end");
                        })) {
            assertThat(peer.readAll()).isEqualTo("bye");
            awaitLog("end");
        }
    }

    @Test
    void aCoroutineThatWaitsForAnotherConnectionIsCancelledWhenItsOwnEnds() throws Exception {
        List<Connection<ByteBuf>> others = new ArrayList<>();
        Elsewhere elsewhere = new Elsewhere();
        Peer other =
                open(
                        connection -> {
                            others.add(connection);
                            elsewhere.stay(connection); // and leaves the reading to the other one
                            connection.write(Embedded.buffer("unharmed"));
                        });
        elsewhere.awaitArrival();
        Peer peer =
                open(
                        connection -> {
                            log.add(connection);
                            try {
                                others.get(0).read();
                            } catch (Cancelled e) {
                                log.add("cancelled");
                                throw e;
                            } finally {
                                log.add("finally");
                            }
                        });
        awaitUntil(() -> !log.isEmpty());
        ((Connection<?>) log.remove()).channel().close();
        awaitLog("cancelled", "finally");
        elsewhere.callBack();
        assertThat(other.readAll()).isEqualTo("unharmed");
        peer.close();
        other.close();
    }

    @Test
    void theEndOfTheLoopEndsWhatIsParkedAndItsFinallyBlocksRun() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        Peer reader =
                open(
                        connection -> {
                            try {
                                connection.write(connection.read());
                                assertThat(connection.read()).isNull();
                                log.add("reader");
                            } finally {
                                log.add("finally");
                            }
                        });
        Elsewhere elsewhere = new Elsewhere();
        Peer writer =
                open(
                        connection -> {
                            try {
                                elsewhere.stay(connection);
                            } catch (IOException e) {
                                log.add("writer");
                            } finally {
                                log.add("finally");
                            }
                        });
        reader.write("r");
        assertThat(reader.read(1)).isEqualTo("r");
        elsewhere.awaitArrival();
        endpoints.endOurLoop();
        assertThat(log).containsExactlyInAnyOrder("reader", "finally", "writer", "finally");
        assertThat(failures).isEmpty();
        assertThat(writer.in()).isNotNull();
    }

    @Test
    void theEndOfTheLoopFailsAWriteThatIsParkedSinceThePeerTakesNothing() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        needs(Feature.BACK_PRESSURE);
        Peer peer =
                open(
                        connection -> {
                            try {
                                while (true) {
                                    connection.write(zeros(connection, 65_536));
                                    if (log.isEmpty()) log.add("writing");
                                }
                            } catch (IOException e) {
                                log.add("writer");
                            } finally {
                                log.add("finally");
                            }
                        });
        awaitUntil(() -> !log.isEmpty());
        endpoints.endOurLoop();
        awaitLog("writing", "writer", "finally");
        assertThat(peer.in()).isNotNull();
    }
}
