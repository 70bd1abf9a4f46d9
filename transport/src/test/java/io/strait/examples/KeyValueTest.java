package io.strait.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strait.task.CancelledByTimeoutException;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.EOFException;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The binary protocol as its clients see it.
@ExtendWith(ScenarioExtension.class)
class KeyValueTest {
    private static byte[] put(String key, int length) {
        ByteBuf put = Unpooled.buffer().writeByte('P').writeByte(key.length());
        put.writeBytes(key.getBytes(UTF_8)).writeInt(length).writeZero(length);
        return bytes(put);
    }

    private static byte[] get(String key) {
        return bytes(
                Unpooled.buffer()
                        .writeByte('G')
                        .writeByte(key.length())
                        .writeBytes(key.getBytes(UTF_8)));
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    private static Peer client(Scenario scenario) {
        return scenario.connect(new KeyValue(new HashMap<>()));
    }

    @Test
    void whatIsPutCanBeGot(Scenario scenario) {
        Peer client = client(scenario);
        client.send(get("a"));
        client.expect(new byte[] {1});
        client.send(put("a", 3));
        client.expect(new byte[] {0});
        client.send(get("a"));
        client.expect(new byte[] {0, 0, 0, 0, 3, 0, 0, 0});
        client.close();
        client.expectEnd();
    }

    @Test
    void aRequestMayComeInPieces(Scenario scenario) {
        Peer client = client(scenario);
        for (byte each : put("key", 5)) {
            client.expectNothing();
            client.send(new byte[] {each});
        }
        client.expect(new byte[] {0});
    }

    @Test
    void aValueThatIsTooLargeIsRefusedAndTheNextRequestServed(Scenario scenario) {
        Peer client = client(scenario);
        client.send(put("large", KeyValue.LARGEST + 1));
        client.send(get("large"));
        client.expect(new byte[] {2, 1});
    }

    @Test
    void aClientMayBeSilentButNotInTheMiddleOfARequest(Scenario scenario) {
        Peer client = client(scenario);
        scenario.clock().advance(ofDays(1));
        client.send(get("a"));
        client.expect(new byte[] {1});
        client.send(new byte[] {'G', 1});
        scenario.clock().advance(ofSeconds(10));
        client.expectFailure(CancelledByTimeoutException.class);
        client.expectEnd();
    }

    @Test
    void aRequestThatIsCutOffIsAFailure(Scenario scenario) {
        Peer client = client(scenario);
        client.send(new byte[] {'G', 2, 'a'});
        client.close();
        assertThat(client.expectFailure(EOFException.class))
                .hasMessageStartingWith("wanted 2 bytes, got 1");
        client.expectEnd();
    }
}
