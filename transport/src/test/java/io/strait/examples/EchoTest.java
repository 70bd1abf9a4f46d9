package io.strait.examples;

import io.netty.buffer.ByteBuf;
import io.strait.transport.Connection;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The smallest handler there is, and how it is tested.
@ExtendWith(ScenarioExtension.class)
class EchoTest {
    private static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }

    @Test
    void whatIsSentComesBack(Scenario scenario) {
        Peer peer = scenario.connect(EchoTest::echo);
        peer.send("hello");
        peer.expect("hello");
    }

    @Test
    void whatWasSentBeforeTheEndComesBackBeforeTheEnd(Scenario scenario) {
        Peer peer = scenario.connect(EchoTest::echo);
        peer.send("hello, ");
        peer.send("and goodbye");
        peer.close();
        peer.expect("hello, and goodbye");
        peer.expectEnd();
    }

    @Test
    void onePeerIsNotAnother(Scenario scenario) {
        Peer alice = scenario.connect(EchoTest::echo);
        Peer bob = scenario.connect(EchoTest::echo);
        alice.send("I am Alice");
        bob.send("I am Bob");
        alice.expect("I am Alice");
        bob.expect("I am Bob");
    }

    @Test
    void aPeerThatTakesNothingIsNotRead(Scenario scenario) {
        Peer peer = scenario.connect(EchoTest::echo);
        peer.pause();
        for (int i = 0; i < 100; i++) peer.send("x".repeat(1_000));
        peer.expectNothing();
        peer.resume();
        peer.expect("x".repeat(100_000));
    }
}
