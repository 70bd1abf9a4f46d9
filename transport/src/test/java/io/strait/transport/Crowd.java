package io.strait.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Many clients of an echo server behind a {@link FaultProxy}, and what both sides complain about.
 */
final class Crowd {
    private static final int AT_ONCE = 50;

    private final long seed;
    private final int patienceInSeconds;
    private final Guest guest;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger exact = new AtomicInteger();
    private final AtomicInteger regularAtServer = new AtomicInteger();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Deque<Long>> seedsOfPort = new ConcurrentHashMap<>();
    private volatile @Nullable FaultProxy proxy;

    Crowd(long seed, int patienceInSeconds, Guest guest) {
        this.seed = seed;
        this.patienceInSeconds = patienceInSeconds;
        this.guest = guest;
    }

    /** A body, and a count of those that run. */
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

    /** The server's body: sends back what it reads, and looks whether that was all. */
    void echo(Connection<ByteBuf> connection) throws IOException {
        // A channel that has closed need not know it any more.
        InetSocketAddress peer = (InetSocketAddress) connection.channel().remoteAddress();
        CRC32 read = new CRC32();
        int length = 0;
        for (ByteBuf data; (data = connection.read()) != null; ) {
            length += data.readableBytes();
            read.update(data.nioBuffer());
            connection.write(data);
        }
        // The kernel tells of a reset once. If that is to a write, io_uring may complete the read
        // first.
        if (connection.channel() instanceof IoUringSocketChannel) connection.flush();
        judgeServer(peer, length, read);
    }

    /** How many got back all that they sent. */
    int exact() {
        return exact.get();
    }

    /** How many coroutines of the server read a regular end. */
    int regularAtServer() {
        return regularAtServer.get();
    }

    /** Lets {@code clients} talk to the server; empty if all is well. */
    Queue<String> visit(InetSocketAddress server, int clients) throws InterruptedException {
        try (FaultProxy network = new FaultProxy(server, seed)) {
            proxy = network;
            Semaphore places = new Semaphore(AT_ONCE);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < clients; i++) {
                    long own = seed + i;
                    places.acquire();
                    threads.execute(
                            () -> {
                                talk(network, own);
                                places.release();
                            });
                }
            }
            try {
                await().atMost(patienceInSeconds, SECONDS)
                        .until(() -> network.open() == 0 && started.get() == ended.get());
            } catch (ConditionTimeoutException e) {
                complaints.add(
                        "left over: %d channels of the proxy, %d coroutines"
                                .formatted(network.open(), started.get() - ended.get()));
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

    private void talk(FaultProxy network, long own) {
        Talk talk = new Talk(data(own));
        AtomicInteger port = new AtomicInteger();
        AtomicInteger before = new AtomicInteger();
        guest.talk(
                network.address(),
                talk,
                ownPort -> {
                    port.set(ownPort);
                    Deque<Long> seeds =
                            seedsOfPort.computeIfAbsent(
                                    ownPort, p -> new ConcurrentLinkedDeque<>());
                    before.set(seeds.size());
                    seeds.add(own);
                },
                end -> judge(talk, network.faultsOf(port.get()), before.get(), end));
    }

    /* A port that a reset has freed belongs to the next client, before its old one knows. */
    private void judge(Talk talk, List<FaultProxy.Fault> ofPort, int before, String end) {
        if (ofPort.size() <= before) {
            complaints.add("not even connected: " + end);
            return;
        }
        if (talk.isExact(end)) exact.incrementAndGet();
        talk.complaint(ofPort.get(before), end).ifPresent(complaints::add);
    }

    /*
     * The proxy keeps the connection to the client open until the server, too, has ended its output: so no other
     * client has its port yet.
     */
    private void judgeServer(@Nullable InetSocketAddress peer, int length, CRC32 read) {
        regularAtServer.incrementAndGet();
        FaultProxy network = proxy;
        Integer client = network == null || peer == null ? null : network.clientOf(peer.getPort());
        if (client == null) {
            complaints.add("the server read a regular end of nobody: " + peer);
            return;
        }
        Talk talk = new Talk(data(seedsOfPort.get(client).getLast()));
        talk.complaintOfServer(network.faultsOf(client).getLast(), length, read)
                .ifPresent(complaints::add);
    }
}
