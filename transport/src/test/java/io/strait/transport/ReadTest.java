package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.string.StringDecoder;
import io.strait.coroutine.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class ReadTest {
    private final List<Object> log = new ArrayList<>();

    private void logAll(Connection<String> connection) throws IOException {
        for (String line; (line = connection.read()) != null; ) log.add(line);
        log.add("end");
    }

    /** Logs what is asked of the transport. */
    private final class LogReads extends ChannelOutboundHandlerAdapter {
        @Override
        public void read(ChannelHandlerContext context) {
            log.add("asked");
            context.read();
        }
    }

    @Test
    void theCoroutineStartsWhenTheChannelIsActive() {
        Embedded.strings(connection -> log.add(connection.channel().eventLoop().inEventLoop()));
        assertThat(log).containsExactly(true);
    }

    @Test
    void messagesArriveInOrderAndThenTheEnd() {
        Embedded embedded = Embedded.strings(this::logAll);
        embedded.receive("a");
        embedded.receive("b", "c");
        assertThat(log).containsExactly("a", "b", "c");
        embedded.channel.close();
        assertThat(log).containsExactly("a", "b", "c", "end");
    }

    @Test
    void nothingIsAskedOfTheTransportBeforeTheQueueIsEmpty() {
        Embedded embedded = Embedded.strings(this::logAll, new LogReads());
        assertThat(embedded.channel.config().isAutoRead()).isFalse();
        assertThat(log).containsExactly("asked");
        embedded.receive("a", "b");
        assertThat(log).containsExactly("asked", "a", "b", "asked");
    }

    @Test
    void autoReadThatSomebodySwitchesOnIsOffAgainBeforeMoreIsAskedFor() {
        Embedded embedded = Embedded.strings(this::logAll);
        embedded.channel.config().setAutoRead(true); // as the timer of a traffic shaper does
        embedded.receive("a");
        assertThat(embedded.channel.config().isAutoRead()).isFalse();
    }

    @Test
    void aMessageThatArrivesAlthoughNobodyAskedWaits() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("writing");
                            connection.flush();
                            logAll(connection);
                        },
                        new HoldWrites());
        embedded.receive("early");
        assertThat(log).isEmpty();
        embedded.channel.pipeline().get(HoldWrites.class).release();
        assertThat(log).containsExactly("early");
    }

    @Test
    void aReadThatIsAnsweredOnTheSpotWithNothingIsAskedAgain() {
        Embedded embedded =
                Embedded.strings(
                        this::logAll,
                        new ChannelOutboundHandlerAdapter() {
                            private int reads;

                            @Override
                            public void read(ChannelHandlerContext context) {
                                reads++;
                                if (reads == 3) context.fireChannelRead("a");
                                if (reads <= 3) context.fireChannelReadComplete();
                            }
                        });
        assertThat(log).containsExactly("a");
        embedded.receive("b");
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void aDecoderMayNeedManyReadsForOneMessage() {
        Embedded embedded =
                Embedded.strings(this::logAll, new LineBasedFrameDecoder(99), new StringDecoder());
        for (String part : List.of("he", "ll", "o\nwor", "ld\n1\n2\n"))
            embedded.receive(Embedded.buffer(part));
        assertThat(log).containsExactly("hello", "world", "1", "2");
    }

    @Test
    void aFailureOfADecoderIsThrownAtItsPlaceAndTheStreamGoesOn() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            log.add(connection.read());
                            assertThatThrownBy(connection::read)
                                    .isInstanceOf(IOException.class)
                                    .hasCauseInstanceOf(TooLongFrameException.class)
                                    .hasMessageContaining("reading from");
                            logAll(connection);
                        },
                        new LineBasedFrameDecoder(5),
                        new StringDecoder());
        embedded.receive(Embedded.buffer("good\nmuch too long\nfine\n"));
        embedded.channel.close();
        assertThat(log).containsExactly("good", "fine", "end");
    }

    @Test
    void aResetIsThrownAtEveryRead() {
        SocketException reset = new SocketException("Connection reset");
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            log.add(connection.read());
                            for (int i = 0; i < 3; i++) {
                                assertThatThrownBy(connection::read)
                                        .isInstanceOf(IOException.class)
                                        .hasMessageContaining("Connection reset")
                                        .hasCause(reset);
                            }
                            log.add("seen");
                        });
        embedded.receive("last");
        embedded.channel.pipeline().fireExceptionCaught(reset);
        embedded.channel.close();
        assertThat(log).containsExactly("last", "seen");
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void aDecodersLastComplaintDoesNotSpoilTheRegularEnd() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            assertThatThrownBy(connection::read).hasRootCauseMessage("too long");
                            for (int i = 0; i < 2; i++) assertThat(connection.read()).isNull();
                            log.add("regular");
                        });
        embedded.channel.pipeline().fireExceptionCaught(new TooLongFrameException("too long"));
        embedded.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(log).containsExactly("regular");
    }

    @Test
    void theEndIsNullAgainAndAgainAndLeavesTheWritingSideOpen() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            for (int i = 0; i < 3; i++) assertThat(connection.read()).isNull();
                            connection.write("after the end");
                        });
        embedded.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(embedded.sent()).containsExactly("after the end");
        assertThat(embedded.passed).containsExactly(ChannelInputShutdownEvent.INSTANCE);
        assertThat(embedded.channel.isOpen()).isFalse();
    }

    @Test
    void whatArrivedBeforeTheEndIsReadFirst() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connection.write("writing");
                            connection.flush();
                            logAll(connection);
                        },
                        new HoldWrites());
        embedded.receive("a", "b");
        embedded.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        embedded.channel.pipeline().get(HoldWrites.class).release();
        assertThat(log).containsExactly("a", "b", "end");
    }

    @Test
    void messagesOfAnotherTypePassThrough() {
        Embedded embedded = Embedded.strings(this::logAll);
        embedded.receive(1, "mine", 2);
        assertThat(log).containsExactly("mine");
        assertThat(embedded.passed).containsExactly(1, 2);
    }

    @Test
    void aTransportThatAnswersOnTheSpotIsHeard() {
        Iterator<String> answers = List.of("a", "b").iterator();
        Embedded.strings(
                this::logAll,
                new ChannelDuplexHandler() {
                    @Override
                    public void read(ChannelHandlerContext context) {
                        log.add("asked");
                        if (answers.hasNext()) {
                            context.fireChannelRead(answers.next()).fireChannelReadComplete();
                        }
                    }
                });
        assertThat(log).containsExactly("asked", "a", "asked", "b", "asked");
    }

    @Test
    void unreadMessagesAreReleasedWhenTheCoroutineEnds() {
        ByteBuf read = Embedded.buffer("read");
        ByteBuf unread = Embedded.buffer("unread");
        ByteBuf late = Embedded.buffer("late");
        HoldWrites keepsTheChannelOpen = new HoldWrites();
        Embedded embedded =
                Embedded.bytes(
                        connection -> connection.write(Embedded.text(connection.read())),
                        keepsTheChannelOpen);
        embedded.receive(read, unread);
        assertThat(embedded.channel.isOpen()).isTrue();
        embedded.channel.pipeline().fireChannelRead(late);
        assertThat(List.of(read.refCnt(), unread.refCnt(), late.refCnt())).containsExactly(0, 0, 0);
    }

    @Test
    void aGeneratorMayReadFromTheConnectionThatItRunsOn() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            Generator<String> words =
                                    Generator.of(
                                            sink -> {
                                                for (String line;
                                                        (line = next(connection)) != null; )
                                                    for (String word : line.split(" ", -1))
                                                        sink.yield(word);
                                            });
                            for (String word : words) connection.write(word);
                        });
        embedded.receive("to be", "or not");
        assertThat(embedded.sent()).containsExactly("to", "be", "or", "not");
        embedded.receive("to be");
        assertThat(embedded.sent()).containsExactly("to", "be");
        embedded.channel.close();
        assertThat(embedded.passed).isEmpty();
    }

    private static String next(Connection<String> connection) {
        try {
            return connection.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
