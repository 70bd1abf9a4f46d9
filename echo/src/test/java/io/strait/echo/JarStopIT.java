package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.strait.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// SIGTERM and Ctrl-C.
@ParameterizedClass(name = "{0}")
@ArgumentsSource(JarTransports.class)
class JarStopIT {
    private static final Payload PAYLOAD = new Payload(7);

    @Parameter Transport transport;

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

    @Test
    void soTheyAreOnCtrlC() throws Exception {
        assumeThat(EchoProcess.inheritsIgnoredInterrupts())
                .as("these tests run in the background of a shell, where Ctrl-C is ignored")
                .isFalse();
        try (EchoProcess echo = start();
                Client client = Client.connect(echo.address())) {
            client.exchange("hello");
            echo.interrupt();
            assertThat(client.input().read()).isEqualTo(-1);
            assertThat(echo.exitStatus()).isZero();
            assertThat(echo.errors()).isEmpty();
        }
    }

    @Test
    void aTransferUnderWayIsFinished() throws Exception {
        int length = 128 << 20;
        try (EchoProcess echo = start();
                Client client = Client.connect(echo.address())) {
            Future<?> sender =
                    Background.start(
                            () -> {
                                PAYLOAD.send(client, length);
                                client.endOutput();
                            });
            PAYLOAD.expect(client.input(), 0, 1);
            echo.terminate();
            PAYLOAD.expect(client.input(), 1, length - 1);
            assertThat(client.input().read()).isEqualTo(-1);
            sender.get();
            assertThat(echo.exitStatus()).isZero();
            assertThat(echo.errors()).isEmpty();
        }
    }

    @Test
    void whatTheKernelHadReceivedIsEchoedToAPeerThatReadsLater() throws Exception {
        int length = 256 << 10;
        try (EchoProcess echo = start();
                Client client = Client.connect(echo.address())) {
            PAYLOAD.send(client, length);
            echo.terminate();
            assertThat(echo.exitStatus()).isZero();
            PAYLOAD.expectAll(client, length);
            assertThat(echo.errors()).isEmpty();
        }
    }

    @Test
    void aPeerThatNeverReadsHoldsItUpNoLongerThanTheDrain() throws Exception {
        try (EchoProcess echo = start("--drain", "1");
                Client client = Client.connect(echo.address(), 1 << 16)) {
            Future<?> sender = Background.start(() -> PAYLOAD.send(client, 1L << 30));
            client.input().read();
            echo.terminate();
            assertThat(echo.exitStatus()).isZero();
            assertThat(sender).failsWithin(Duration.ofMinutes(1));
            assertThat(echo.errors()).isEmpty();
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (EchoProcess echo = start("--drain", "600")) {
            InetSocketAddress address = echo.address();
            try (Client client = Client.connect(address, 1 << 16)) {
                Future<?> sender = Background.start(() -> PAYLOAD.send(client, 1L << 30));
                client.input().read();
                echo.terminate();
                await().until(() -> isRefused(address));
                assertThat(echo.isAlive()).isTrue(); // the peer hasn't taken its echo
                echo.terminate();
                assertThat(echo.exitStatus()).isEqualTo(128 + 15);
                assertThat(sender).failsWithin(Duration.ofMinutes(1));
                assertThat(echo.errors()).isEmpty();
            }
        }
    }

    private static boolean isRefused(InetSocketAddress address) throws IOException {
        try (Client client = Client.connect(address)) {
            client.endOutput();
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    private EchoProcess start(String... arguments) throws Exception {
        return EchoProcess.start(
                Stream.concat(
                                Stream.of("--port", "0", "--transport", transport.toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
