package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.strait.coroutine.LockHeldException;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection's streams, and what can't stand on them. */
@ExtendWith(ScenarioExtension.class)
class StreamTest {
    private final List<Object> log = new ArrayList<>();

    @Test
    void aStreamWithALengthEndsThereAndTheRestIsReadOtherwise(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            InputStream in = bytes.inputStream(7);
                            log.add(in.read());
                            log.add(in.skip(2));
                            log.add(in.available());
                            log.add(new String(in.readAllBytes(), UTF_8));
                            log.add(in.read());
                            in.close();
                            assertThatThrownBy(in::read).hasMessage("the stream was closed");
                            log.add(bytes.readLine(9, UTF_8));
                            assertThatThrownBy(() -> bytes.inputStream(9).readAllBytes())
                                    .isInstanceOf(EOFException.class)
                                    .hasMessage("the input has ended 6 bytes too early");
                            log.add(bytes.inputStream().read());
                        });
        peer.send("12345");
        scenario.untilAllParked();
        peer.send("67line\nend");
        peer.close();
        peer.expectEnd();
        assertThat(log).containsExactly((int) '1', 2L, 2, "4567", -1, "line", -1);
    }

    @Test
    void whatIsWrittenGoesByItselfOrCollectedUntilItIsFlushed(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            OutputStream direct = bytes.outputStream();
                            direct.write('a');
                            direct.write("bc".getBytes(UTF_8));
                            direct.close();
                            assertThatThrownBy(() -> direct.write('x'))
                                    .isInstanceOf(IOException.class);
                            bytes.skip(1);
                            OutputStream collecting = bytes.outputStream(4);
                            collecting.write('d');
                            collecting.write("ef".getBytes(UTF_8));
                            bytes.skip(1);
                            collecting.write("gh".getBytes(UTF_8)); // no longer fits
                            bytes.skip(1);
                            collecting.flush();
                            bytes.skip(1);
                            collecting.write("longer than four".getBytes(UTF_8));
                            for (byte b : "12345".getBytes(UTF_8)) collecting.write(b);
                            collecting.close();
                        });
        peer.expect("abc");
        for (String expected : List.of("", "def", "gh", "longer than four12345")) {
            peer.send(".");
            peer.expect(expected);
            if (!expected.startsWith("longer")) peer.expectNothing();
        }
        peer.expectEnd();
    }

    /**
     * Whether or not there is something to wait for: who learns of it under load learns it late.
     */
    @Test
    void whatHoldsALockAroundAStreamIsRefusedAtOnceAndToldWhatToTake(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            bytes.peek(4).release();
                            OutputStream out = bytes.outputStream();
                            assertRefused(() -> reader(bytes).readLine());
                            assertRefused(() -> new DataOutputStream(out).write(1));
                            assertRefused(
                                    () ->
                                            new GZIPOutputStream(out)
                                                    .write(Conformance.random(200_000)));
                            log.add(bytes.readLine(9, UTF_8));
                        });
        peer.send("text\n");
        peer.expect(
                new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff}); // GZIP's begin
        peer.expectEnd();
        assertThat(log).containsExactly("text");
    }

    private static BufferedReader reader(Bytes bytes) {
        return new BufferedReader(new InputStreamReader(bytes.inputStream(), UTF_8));
    }

    private static void assertRefused(ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("TextReader")
                .hasMessageContaining("Bytes.outputStream(size)");
    }

    @Test
    void aPrintStreamThatIsRefusedSwallowsNothingOfIt(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            PrintStream out =
                                    new PrintStream(
                                            Bytes.of(connection).outputStream(), true, UTF_8);
                            assertRefused(() -> out.println("text"));
                        });
        peer.expectEnd();
    }

    @Test
    void aWriteThatMustWaitSuspends(Scenario scenario) {
        String much = "0123456789".repeat(30_000);
        Peer peer =
                scenario.connect(
                        connection -> {
                            try (OutputStream out = Bytes.of(connection).outputStream(1_000)) {
                                for (int at = 0; at < much.length(); at += 100)
                                    out.write(much.substring(at, at + 100).getBytes(UTF_8));
                                log.add("written");
                            }
                        });
        peer.pause();
        scenario.untilAllParked();
        assertThat(log).isEmpty();
        peer.resume();
        peer.expect(much);
        peer.expectEnd();
        assertThat(log).containsExactly("written");
    }

    /** A task may have two of them, and their bytes are those of one connection. */
    @Test
    void streamsMayBeMixedWithReadsOfAnotherKind(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            log.add(bytes.inputStream().read());
                            ByteBuf rest = connection.read();
                            log.add(Embedded.text(rest));
                        });
        peer.send("ab");
        peer.expectEnd();
        assertThat(log).containsExactly((int) 'a', "b");
    }
}
