package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class LoadTest extends EachTransport {
    private static final boolean INTERPRETED =
            ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-Xint");

    /// The class of which each coroutine is an instance.
    private static final String COROUTINE = "io.strait.coroutine.StackfulCoroutine";

    private static final int CONNECTIONS = 200;
    private static final long TOTAL = (INTERPRETED ? 10L : 100L) << 20;

    @Test
    void whatIsSentComesBackByteForByteAndThenTheEnd() throws Exception {
        echoesEverythingOn(1);
    }

    @Test
    void soItDoesOnSeveralEventLoops() throws Exception {
        echoesEverythingOn(3);
    }

    private void echoesEverythingOn(int threads) throws Exception {
        long seed = System.nanoTime();
        System.out.println("LoadTest " + transport + ", seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Payload payload = new Payload(random.nextLong());
        List<List<Integer>> chunks =
                Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
                        .limit(CONNECTIONS)
                        .toList();
        for (long left = TOTAL; left > 0; ) {
            int chunk = (int) Math.min(left, 1 + random.nextInt(1 << random.nextInt(21)));
            chunks.get(random.nextInt(CONNECTIONS)).add(chunk);
            left -= chunk;
        }

        EchoServer server = start(new Settings(transport, threads, 0, Duration.ZERO));
        try (Client one = Client.connect(server.address())) {
            one.exchange("hello");
            assertThat(livingCoroutines()).as("with one connection").isEqualTo(1);
        }
        List<Future<?>> results = new ArrayList<>();
        for (List<Integer> mine : chunks) {
            Client client = Client.connect(server.address());
            results.add(
                    Background.start(
                            () -> {
                                long position = 0;
                                for (int chunk : mine) {
                                    payload.send(client, position, chunk);
                                    position += chunk;
                                }
                                client.endOutput();
                            }));
            results.add(
                    Background.start(
                            () -> {
                                try (client) {
                                    payload.expectAll(
                                            client, mine.stream().mapToLong(chunk -> chunk).sum());
                                }
                            }));
        }
        for (Future<?> result : results) result.get();

        await().until(server.connections()::isEmpty);
        await().untilAsserted(() -> assertThat(livingCoroutines()).isZero());
    }

    /// Collects garbage, and counts.
    private static long livingCoroutines() throws Exception {
        String histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        assertThat(histogram).contains("java.lang.Thread");
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(line -> line.length > 3 && line[3].equals(COROUTINE))
                .mapToLong(line -> Long.parseLong(line[1]))
                .sum();
    }
}
