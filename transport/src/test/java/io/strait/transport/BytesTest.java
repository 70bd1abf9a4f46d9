package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the fuzz doesn't see: messages, memory, several coroutines, and what is larger. */
@ExtendWith(ScenarioExtension.class)
class BytesTest {
    private final List<Object> log = new ArrayList<>();

    private static ByteBuf buffer(Connection<?> connection, String text) {
        return ByteBufUtil.writeUtf8(connection.channel().alloc(), text);
    }

    @Test
    void aServerAnswersALineThatIsTooLongAndGoesOn(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            while (true) {
                                try {
                                    String line = bytes.readLine(10, UTF_8);
                                    if (line == null) return;
                                    connection.write(buffer(connection, "200 " + line + "\n"));
                                } catch (TooLongException tooLong) {
                                    connection.write(
                                            buffer(connection, "500 " + tooLong.limit() + "\n"));
                                    bytes.skipUntil((byte) '\n');
                                }
                            }
                        });
        peer.send("short\n");
        peer.expect("200 short\n");
        peer.send("0123456789a");
        peer.expect("500 10\n");
        peer.send("and so on, for ".repeat(10_000));
        peer.expectNothing();
        peer.send("ever\r\nfine\r\n");
        peer.expect("200 fine\n");
        peer.close();
        peer.expectEnd();
    }

    @Test
    void theFourEndsAreToldApartAndSayWhatWasThere(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            assertThatThrownBy(() -> bytes.readLine(2))
                                    .isInstanceOf(TooLongException.class)
                                    .hasMessageContaining("a line is longer than 2 bytes")
                                    .hasMessageContaining("nothing of it was consumed");
                            assertThatThrownBy(() -> bytes.readFully(10))
                                    .isInstanceOf(EOFException.class)
                                    .hasMessageStartingWith("wanted 10 bytes, got 4 from [id: ");
                            assertThatThrownBy(() -> bytes.readLine(10))
                                    .isInstanceOf(EOFException.class)
                                    .hasMessageStartingWith(
                                            "wanted the end of a line, got 4 bytes");
                            assertThatThrownBy(bytes::readLong).isInstanceOf(EOFException.class);
                            assertThat(bytes.readString(4, UTF_8)).isEqualTo("four");
                            assertThat(bytes.isAtEnd()).isTrue();
                            assertThat(bytes.readFully(1)).isNull();
                            assertThat(bytes.readLine(1)).isNull();
                            assertThatThrownBy(bytes::readInt)
                                    .isInstanceOf(EOFException.class)
                                    .hasMessageStartingWith("wanted 4 bytes, got 0 from");
                            assertThatThrownBy(() -> bytes.readExactly(1))
                                    .isInstanceOf(EOFException.class);
                            log.add("seen");
                        });
        peer.send("four");
        peer.close();
        peer.expectEnd();
        assertThat(log).containsExactly("seen");
    }

    @Test
    void aResetIsNoneOfThem(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            for (int i = 0; i < 2; i++) {
                                assertThatThrownBy(() -> bytes.readLine(10))
                                        .isExactlyInstanceOf(IOException.class)
                                        .hasRootCauseInstanceOf(SocketException.class);
                            }
                            log.add("reset");
                        });
        peer.send("half a l");
        scenario.untilAllParked();
        peer.reset();
        scenario.untilAllParked();
        assertThat(log).containsExactly("reset");
    }

    @Test
    void whatIsGivenUpLeavesAllToAReadOfAnotherKind(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            assertThatThrownBy(
                                            () ->
                                                    Deadline.failAfter(
                                                            ofSeconds(1), () -> bytes.readLine(99)))
                                    .isInstanceOf(CancelledByTimeoutException.class);
                            StringBuilder all = new StringBuilder();
                            for (ByteBuf data; (data = connection.read()) != null; data.release())
                                all.append(data.toString(UTF_8));
                            connection.write(buffer(connection, all.toString()));
                        });
        peer.send("no ");
        scenario.untilAllParked();
        peer.send("end");
        scenario.clock().advance(ofSeconds(1));
        peer.send(" yet\n");
        peer.close();
        peer.expect("no end yet\n");
        peer.expectEnd();
    }

    @Test
    void aPeerThatSendsByteByByteHasNoBufferKeptForEach(Scenario scenario) {
        List<Connection<ByteBuf>> connections = new ArrayList<>();
        Peer peer =
                scenario.connect(
                        connection -> {
                            connections.add(connection);
                            log.add(Bytes.of(connection).readLine(5_000, UTF_8));
                        });
        for (int i = 0; i < 5_000; i++) {
            peer.send("x");
            scenario.untilAllParked();
        }
        Input<ByteBuf> input = connections.getFirst().input;
        assertThat(input.size()).isLessThan(10);
        int memory = 0;
        for (int i = 0; i < input.size(); i++) memory += ((ByteBuf) input.get(i)).capacity();
        assertThat(memory).isLessThan(3 * 5_000);
        peer.send("\n");
        peer.expectEnd();
        assertThat(log).containsExactly("x".repeat(5_000));
    }

    @Test
    void nothingIsAskedForThatIsNotNeeded(Scenario scenario) {
        ReadCounter reads = new ReadCounter();
        Peer peer =
                scenario.connect(
                        reads,
                        CoroutineHandler.of(
                                connection -> {
                                    Bytes bytes = Bytes.of(connection);
                                    log.add(bytes.readLine(9, UTF_8));
                                    log.add(bytes.readLine(9, UTF_8));
                                    assertThatThrownBy(() -> bytes.readLine(9))
                                            .isInstanceOf(TooLongException.class);
                                    log.add(bytes.readString(3, UTF_8));
                                    connection.write(buffer(connection, reads.asked() + ""));
                                }));
        peer.send("one\ntwo\n0123456789");
        peer.expect("1");
        assertThat(log).containsExactly("one", "two", "012");
        peer.expectEnd();
    }

    @Test
    void theBytesAreThoseThatCame() {
        ByteBuf message = Embedded.buffer("one\r\ntwo\nthree");
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            for (ByteBuf read :
                                    List.of(
                                            bytes.readLine(9),
                                            bytes.peek(2),
                                            bytes.readUntil((byte) '\n', 9),
                                            bytes.readFully(5))) {
                                assertThat(read.array()).isSameAs(message.array());
                                log.add(Embedded.text(read));
                            }
                            ByteBuf whole = bytes.readLine(9);
                            log.add(whole.refCnt());
                            log.add(Embedded.text(whole));
                        });
        embedded.receive(message);
        assertThat(message.refCnt()).isZero();
        embedded.receive(Embedded.buffer("whole\n"));
        assertThat(log).containsExactly("one", "tw", "two", "three", 1, "whole");
    }

    @Test
    void whatIsLargeIsNotCopiedEither() {
        List<ByteBuf> messages = new ArrayList<>();
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            ByteBuf peeked = bytes.peek(5_000);
                            peeked.release();
                            CompositeByteBuf read = (CompositeByteBuf) bytes.readFully(5_000);
                            for (int i = 0; i < 3; i++)
                                assertThat(read.component(i).array())
                                        .isSameAs(messages.get(i).array());
                            for (int i = 0; i < 5_000; i++)
                                assertThat(read.getByte(i)).isEqualTo((byte) ('a' + i / 2_000));
                            read.release();
                            log.add(bytes.readString(1_000, UTF_8));
                        });
        for (String letter : List.of("a", "b", "c"))
            messages.add(Embedded.buffer(letter.repeat(2_000)));
        for (ByteBuf message : messages) embedded.receive(message);
        assertThat(log).containsExactly("c".repeat(1_000));
        assertThat(messages).allMatch(message -> message.refCnt() == 0);
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void theNextHandlerGetsTheRest() {
        Embedded embedded =
                Embedded.bytes(
                        connection -> {
                            log.add(Bytes.of(connection).readLine(99, UTF_8));
                            connection.channel().pipeline().remove("coroutine");
                        });
        embedded.receive(Embedded.buffer("UPGRADE\nnew "), Embedded.buffer("protocol"));
        assertThat(log).containsExactly("UPGRADE");
        assertThat(embedded.passed.stream().map(rest -> Embedded.text((ByteBuf) rest)))
                .containsExactly("new ", "protocol");
    }

    @Test
    void whatIsPutBackIsReadFirst(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            ByteBuf first = bytes.readFully(6);
                            bytes.unread(first.retainedSlice(2, 4));
                            bytes.unread(buffer(connection, ""));
                            first.release();
                            log.add(bytes.readLine(9, UTF_8));
                            connection.close();
                            bytes.unread(buffer(connection, "nobody reads this"));
                            assertThat(bytes.isAtEnd()).isTrue();
                        });
        peer.send("123456789\n");
        peer.expectEnd();
        assertThat(log).containsExactly("3456789");
    }

    @Test
    void whoComesWhileAnotherOneReadsIsRefusedAndDisturbsNothing(Scenario scenario) {
        List<Bytes> first = new ArrayList<>();
        Peer reader =
                scenario.connect(
                        connection -> {
                            first.add(Bytes.of(connection));
                            log.add(first.getFirst().readLine(9, UTF_8));
                        });
        reader.send("ab");
        scenario.untilAllParked();
        Peer other =
                scenario.connect(
                        connection -> {
                            Bytes bytes = first.getFirst();
                            ByteBuf more = buffer(connection, "more");
                            for (ThrowingCallable read :
                                    List.<ThrowingCallable>of(
                                            () -> bytes.readLine(1),
                                            bytes::readInt,
                                            () -> bytes.skip(1),
                                            () -> bytes.inputStream().read(),
                                            () -> bytes.unread(more)))
                                assertThatThrownBy(read)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("is reading from it already");
                            assertThat(more.refCnt()).isZero();
                        });
        other.expectEnd();
        reader.send("cd\n");
        reader.expectEnd();
        assertThat(log).containsExactly("abcd");
    }

    @Test
    void aTransferGoesAsFastAsTheOtherOneTakesItAndLosesNothing(Scenario scenario) {
        List<Connection<ByteBuf>> sink = new ArrayList<>();
        Peer taker =
                scenario.connect(
                        connection -> {
                            sink.add(connection);
                            Bytes.of(connection).isAtEnd();
                        });
        scenario.untilAllParked();
        String much = "0123456789".repeat(20_000);
        Peer giver =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            boolean inTime =
                                    Deadline.moveOnAfter(
                                            ofSeconds(1),
                                            () -> log.add(bytes.transferTo(sink.getFirst())));
                            log.add(inTime);
                            log.add(bytes.transferTo(sink.getFirst()) > 0);
                        });
        taker.pause();
        giver.send(much);
        giver.close();
        scenario.clock().advance(ofSeconds(1)); // it waits until then
        taker.expectNothing();
        taker.resume();
        taker.expect(much);
        giver.expectEnd();
        assertThat(log).containsExactly(false, true);
    }

    @Test
    void whatMakesNoSenseIsRefused(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            assertThatIllegalArgumentException()
                                    .isThrownBy(() -> bytes.readLine(-1));
                            assertThatIllegalArgumentException()
                                    .isThrownBy(() -> bytes.readFully(-1));
                            assertThatIllegalArgumentException().isThrownBy(() -> bytes.skip(-1));
                            assertThatIllegalArgumentException()
                                    .isThrownBy(() -> bytes.readUntil(new byte[0], 1));
                            log.add("refused");
                        });
        peer.expectEnd();
        assertThat(log).containsExactly("refused");
    }
}
