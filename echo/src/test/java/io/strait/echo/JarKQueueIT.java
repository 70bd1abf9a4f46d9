package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jar on Netty's kqueue transport: on a Mac the kernel's, on Linux that of the tests.
@Tag("slow")
class JarKQueueIT {
    private static final Payload PAYLOAD = new Payload(7);

    @TempDir Path directory;

    @Test
    void itSaysSoAndEchoes() throws Exception {
        try (EchoProcess echo = start()) {
            String line = echo.readLine();
            assertThat(line).endsWith(" (kqueue, 1 thread)");
            try (Client first = Client.connect(EchoProcess.address(line));
                    Client second = Client.connect(EchoProcess.address(line))) {
                first.exchange("hello");
                second.exchange("and hello");
                first.exchange("again");
            }
            assertThat(echo.errors()).isEmpty();
        }
    }

    @Test
    void aPeerThatEndsItsOutputGetsAllOfItsEcho() throws Exception {
        int length = 16 << 20;
        try (EchoProcess echo = start();
                Client client = Client.connect(echo.address())) {
            Future<?> sender =
                    Background.start(
                            () -> {
                                PAYLOAD.send(client, length);
                                client.endOutput();
                            });
            PAYLOAD.expectAll(client, length);
            sender.get();
            assertThat(echo.errors()).isEmpty();
        }
    }

    @Test
    void aPeerThatResetsHarmsNobodyElse() throws Exception {
        try (EchoProcess echo = start()) {
            String line = echo.readLine();
            try (Client other = Client.connect(EchoProcess.address(line))) {
                Client client = Client.connect(EchoProcess.address(line));
                client.exchange("hello");
                client.reset();
                other.exchange("hello");
            }
        }
    }

    @Test
    void onSigtermIdleConnectionsAreClosedAndTheStatusIs0() throws Exception {
        try (EchoProcess echo = start();
                Client client = Client.connect(echo.address())) {
            client.exchange("hello");
            echo.terminate();
            assertThat(client.input().read()).isEqualTo(-1);
            assertThat(echo.exitStatus()).isZero();
            assertThat(echo.errors()).isEmpty();
        }
    }

    private EchoProcess start() throws Exception {
        return EchoProcess.start(
                KQueueAgent.jvmOptions(directory), "--port", "0", "--transport", "kqueue");
    }
}
