package io.strait.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;

/** Many clients of an echo server behind a {@link FaultProxy}, and what they complain about. */
final class Crowd {
    private static final int AT_ONCE = 50;

    private final long seed;
    private final int patienceInSeconds;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger exact = new AtomicInteger();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    Crowd(long seed, int patienceInSeconds) {
        this.seed = seed;
        this.patienceInSeconds = patienceInSeconds;
    }

    /** The server's body, and a count of those that run. */
    CoroutineHandler.Body<ByteBuf> counted(CoroutineHandler.Body<ByteBuf> body) {
        return connection -> {
            started.incrementAndGet();
            try {
                body.run(connection);
            } finally {
                ended.incrementAndGet();
            }
        };
    }

    /** How many got back all that they sent. */
    int exact() {
        return exact.get();
    }

    /** Lets {@code clients} talk to the server; empty if all is well. */
    Queue<String> visit(InetSocketAddress server, int clients) throws InterruptedException {
        try (FaultProxy proxy = new FaultProxy(server, seed)) {
            Semaphore places = new Semaphore(AT_ONCE);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < clients; i++) {
                    byte[] data = data(seed + i);
                    places.acquire();
                    threads.execute(
                            () -> {
                                talk(proxy, data);
                                places.release();
                            });
                }
            }
            try {
                await().atMost(patienceInSeconds, SECONDS)
                        .until(() -> proxy.open() == 0 && started.get() == ended.get());
            } catch (ConditionTimeoutException e) {
                complaints.add(
                        "left over: %d channels of the proxy, %d coroutines"
                                .formatted(proxy.open(), started.get() - ended.get()));
            }
        }
        return complaints;
    }

    private static byte[] data(long seed) {
        Random random = new Random(seed);
        byte[] data = new byte[random.nextInt(random.nextInt(10) == 0 ? 200_000 : 20_000)];
        random.nextBytes(data);
        return data;
    }

    private void talk(FaultProxy proxy, byte[] data) {
        byte[] received = new byte[data.length + 1];
        int length = 0;
        String end = "end of stream";
        int port = 0;
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(patienceInSeconds * 1_000);
            socket.connect(proxy.address());
            port = socket.getLocalPort();
            Thread writer = Thread.ofVirtual().start(() -> send(socket, data));
            for (int n; length < received.length; length += n) {
                n = socket.getInputStream().read(received, length, received.length - length);
                if (n < 0) break;
            }
            writer.join();
        } catch (SocketTimeoutException e) {
            end = "stuck";
        } catch (IOException | InterruptedException e) {
            end = e.toString();
        }
        judge(data, received, length, end, proxy.faultOf(port));
    }

    private static void send(Socket socket, byte[] data) {
        try {
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
        } catch (IOException e) {
            // What was lost will be missing, and the reader sees how it ended.
        }
    }

    private void judge(
            byte[] sent, byte[] received, int length, String end, FaultProxy.Fault fault) {
        boolean prefix =
                length <= sent.length && Arrays.equals(sent, 0, length, received, 0, length);
        boolean all = prefix && length == sent.length;
        boolean regular = end.equals("end of stream");
        if (all && regular) exact.incrementAndGet();
        boolean well =
                switch (fault) {
                    case NONE -> all && regular;
                    case HALF_CLOSE -> prefix && regular;
                    case RESET -> prefix && !end.equals("stuck");
                };
        if (!well) {
            complaints.add(
                    "%s: of %d bytes %d came back, %s, then %s"
                            .formatted(
                                    fault,
                                    sent.length,
                                    length,
                                    prefix ? "the first ones" : "and others than were sent",
                                    end));
        }
    }
}
