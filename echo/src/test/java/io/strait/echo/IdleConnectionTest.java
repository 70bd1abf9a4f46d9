package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdleConnectionTest extends EachTransport {

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        EchoServer server = start(new Settings(transport, 1, 0, Duration.ofMillis(50)));
        try (Client client = Client.connect(server.address())) {
            assertThat(client.isEndedByServer()).isTrue();
        }
    }

    @Test
    void aPeerThatDoesNotReadIsClosedToo() throws IOException {
        EchoServer server = start(new Settings(transport, 1, 0, Duration.ofMillis(50)));
        try (Client client = Client.connect(server.address(), 1 << 16)) {
            Payload payload = new Payload(3);
            assertThat(catchThrowable(() -> payload.send(client, 1L << 30)))
                    .isInstanceOf(IOException.class);
        }
    }
}
