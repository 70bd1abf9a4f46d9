package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.strait.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// Too much of something: memory, connections, load.
class JarLimitsIT {
    private static final Payload PAYLOAD = new Payload(8);
    private static final Duration LONG = Duration.ofMinutes(1); // where a hundred peers push

    @ParameterizedTest
    @ArgumentsSource(JarTransports.class)
    void aGibibyteThatNobodyReadsFitsIntoASmallJvm(Transport transport) throws Exception {
        long length = 1L << 30;
        int block = 1 << 16;
        try (EchoProcess echo =
                EchoProcess.start(
                        List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m"),
                        "--port",
                        "0",
                        "--transport",
                        transport.toString())) {
            var address = echo.address();
            try (Client client = Client.connect(address, block);
                    Client other = Client.connect(address)) {
                AtomicLong sent = new AtomicLong();
                Future<?> sender =
                        Background.start(
                                () -> {
                                    while (sent.get() < length) {
                                        PAYLOAD.send(client, sent.get(), block);
                                        sent.addAndGet(block);
                                    }
                                    client.endOutput();
                                });
                long[] seen = {-1};
                await().until(() -> seen[0] == (seen[0] = sent.get()) && seen[0] > 0);
                assertThat(sent).hasValueLessThan(length);
                other.exchange("meanwhile");

                try {
                    PAYLOAD.expectAll(client, length);
                } catch (AssertionError lost) {
                    throw new AssertionError("the server says " + echo.errors(), lost);
                }
                sender.get();
                other.exchange("after");
                if (Files.isDirectory(Path.of("/proc/self"))) {
                    System.out.println(
                            "peak memory on "
                                    + transport
                                    + ": "
                                    + (echo.peakMemory() >> 20)
                                    + " MiB");
                    assertThat(echo.peakMemory()).isLessThan(300L << 20);
                }
                assertThat(echo.errors()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ArgumentsSource(JarTransports.class)
    void withoutFileDescriptorsConnectionsWaitUntilOthersClose(Transport transport)
            throws Exception {
        try (EchoProcess echo =
                EchoProcess.startWithOpenFiles(
                        64, "--port", "0", "--transport", transport.toString())) {
            var address = echo.address();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) clients.add(Client.connect(address));
            await().atMost(LONG).until(() -> !echo.errors().isEmpty());
            // It waits, and doesn't try again and again: that would take all of a processor.
            Duration before = echo.processorTime();
            long start = System.nanoTime();
            await().pollDelay(3, TimeUnit.SECONDS).until(echo::isAlive);
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            assertThat(echo.processorTime().minus(before)).isLessThan(passed.dividedBy(5));
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).exchange("client " + i);
                clients.get(i).close();
            }
            assertThat(echo.errors())
                    .singleElement()
                    .asString()
                    .contains("cannot accept", "ulimit -n");
            echo.terminate();
            assertThat(echo.exitStatus()).isZero();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(JarTransports.class)
    void peersThatDoNotReadTakeTheDirectMemoryAndOthersAreServed(Transport transport)
            throws Exception {
        try (EchoProcess echo =
                EchoProcess.start(
                        List.of("-Xmx64m", "-XX:MaxDirectMemorySize=8m"),
                        "--port",
                        "0",
                        "--drain",
                        "0",
                        "--transport",
                        transport.toString())) {
            var address = echo.address();
            List<Future<?>> senders = new ArrayList<>();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Client client = Client.connect(address, 1 << 12);
                clients.add(client);
                senders.add(Background.start(() -> PAYLOAD.send(client, 64L << 20)));
            }
            await().atMost(LONG).until(() -> !echo.errors().isEmpty());
            assertThat(echo.errors())
                    .allSatisfy(line -> assertThat(line).contains("is closed", "direct memory"));
            // Those that it has cut off have made room.
            await().atMost(LONG).until(() -> senders.stream().anyMatch(Future::isDone));
            for (Client client : clients) client.close();
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(
                            () -> {
                                try (Client other = Client.connect(address)) {
                                    other.exchange("served");
                                    return true;
                                }
                            });
            echo.terminate();
            assertThat(echo.exitStatus()).isZero();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(JarTransports.class)
    void nothingLeaksUnderLoad(Transport transport) throws Exception {
        try (EchoProcess echo =
                EchoProcess.start(
                        List.of("-Dio.netty.leakDetection.level=paranoid", "-Xmx64m"),
                        "--port",
                        "0",
                        "--transport",
                        transport.toString())) {
            var address = echo.address();
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Client client = Client.connect(address);
                boolean reset = i % 10 == 9;
                long length = reset ? 1 << 18 : 20_000L * i;
                results.add(
                        Background.start(
                                () -> {
                                    PAYLOAD.send(client, length);
                                    if (reset) client.reset();
                                    else client.endOutput();
                                }));
                if (reset) continue;
                results.add(
                        Background.start(
                                () -> {
                                    try (client) {
                                        PAYLOAD.expectAll(client, length);
                                    }
                                }));
            }
            for (Future<?> result : results) result.get();
            echo.terminate();
            assertThat(echo.exitStatus()).isZero();
            assertThat(echo.errors()).isEmpty();
        }
    }
}
