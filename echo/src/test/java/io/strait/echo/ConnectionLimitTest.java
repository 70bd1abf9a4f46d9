package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest extends EachTransport {

    @Test
    void oneAboveTheLimitIsClosedAndTheOthersDoNotNotice() throws IOException {
        EchoServer server = start(limitedTo(2));
        try (Client first = Client.connect(server.address());
                Client second = Client.connect(server.address())) {
            first.exchange("one");
            second.exchange("two");
            try (Client third = Client.connect(server.address())) {
                assertThat(third.isEndedByServer()).isTrue();
            }
            first.exchange("one again");
            second.exchange("two again");
        }
    }

    @Test
    void aConnectionThatEndsMakesRoom() throws IOException {
        EchoServer server = start(limitedTo(1));
        for (int i = 0; i < 5; i++) {
            try (Client client = Client.connect(server.address())) {
                client.exchange("round " + i);
            }
            await().until(server.connections()::isEmpty);
        }
    }

    @Test
    void zeroIsNoLimit() throws IOException {
        EchoServer server = start(limitedTo(0));
        try (Client first = Client.connect(server.address());
                Client second = Client.connect(server.address())) {
            first.exchange("one");
            second.exchange("two");
        }
    }

    private Settings limitedTo(int connections) {
        return new Settings(transport, 1, connections, Duration.ZERO);
    }
}
