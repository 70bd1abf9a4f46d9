package io.strait.bench.duel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/// The connections of the load, served by one thread on a selector. It verifies each answer and is
/// the same for all contenders.
final class Clients implements AutoCloseable {
    private static final int BUFFER = 1 << 17;
    private static final long LONGEST_LATENCY = TimeUnit.MINUTES.toNanos(1);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SPIN = TimeUnit.MILLISECONDS.toNanos(1); // a selector can't wait less

    private final InetSocketAddress server;
    private final Payload payload;
    private final int burst;
    private final LongSupplier serverCpu;
    private final boolean spinning;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final List<Client> busy = new ArrayList<>();
    private final List<Client> idle = new ArrayList<>();
    private final Histogram latencies = new Histogram(LONGEST_LATENCY, 3);

    private Traffic traffic = new ClosedLoop(List.of(), 0);
    private boolean sending;
    private boolean measuring;
    private long from; // messages that were due before don't count
    private long messages;

    /// @param server whom to connect to
    /// @param bytes the length of a message
    /// @param burst how many a client sends at once in a closed loop
    /// @param serverCpu how much CPU time the server has taken, in nanoseconds
    /// @param spinning whether it polls for answers, and never sleeps
    Clients(
            InetSocketAddress server,
            int bytes,
            int burst,
            LongSupplier serverCpu,
            boolean spinning)
            throws IOException {
        this.server = server;
        this.payload = new Payload(bytes, burst);
        this.burst = burst;
        this.serverCpu = serverCpu;
        this.spinning = spinning;
    }

    /// Opens connections that send when something is measured.
    void connectBusy(int count) throws IOException {
        connect(count, busy);
        for (Client client : busy.subList(busy.size() - count, busy.size())) {
            client.register(selector);
        }
    }

    /// Closes the connections that [#connectBusy] opened.
    void disconnectBusy() throws IOException {
        for (Client client : busy) client.close();
        busy.clear();
        selector.selectNow(); // which takes them out of it
    }

    /// Opens connections that do nothing after a first message.
    void connectIdle(int count) throws IOException {
        connect(count, idle);
    }

    private void connect(int count, List<Client> clients) throws IOException {
        for (int i = 0; i < count; i++) {
            Client client = new Client(clients.size(), payload, server);
            clients.add(client);
            client.greet(buffer);
        }
    }

    /// Runs a closed loop until the server has taken so much CPU time: on a machine that has other
    /// things to do, a JVM is warm later.
    ///
    /// @param cpuNanos how much
    void warmUp(long cpuNanos) throws IOException {
        traffic = new ClosedLoop(busy, burst);
        sending = true;
        long enough = serverCpu.getAsLong() + cpuNanos;
        while (serverCpu.getAsLong() < enough) exchange(System.nanoTime() + LONGEST_WAIT);
        sending = false;
        drain();
    }

    /// Measures a closed loop.
    ///
    /// @param settle how many nanoseconds pass before it counts
    /// @param length how many it counts
    Slice closed(long settle, long length) throws IOException {
        return measure(new ClosedLoop(busy, burst), System.nanoTime() + settle, length);
    }

    /// Measures an open loop with `rate` messages a second in all.
    Slice open(long settle, long length, double rate) throws IOException {
        Pace pace = new Pace(System.nanoTime(), rate, busy.size());
        return measure(new OpenLoop(busy, pace), pace.start() + settle, length);
    }

    private Slice measure(Traffic traffic, long from, long length) throws IOException {
        this.traffic = traffic;
        this.from = from;
        sending = true;
        exchange(from);
        latencies.reset();
        messages = 0;
        measuring = true;
        long cpu = serverCpu.getAsLong();
        long began = System.nanoTime();
        exchange(began + length);
        long nanos = System.nanoTime() - began;
        cpu = serverCpu.getAsLong() - cpu;
        long measured = messages;
        sending = false;
        drain();
        measuring = false;
        return new Slice(measured, nanos, cpu, latencies);
    }

    private void exchange(long until) throws IOException {
        for (long now; (now = System.nanoTime()) - until < 0; ) {
            long wait = traffic.send(now);
            select(Math.min(wait, until - now));
        }
    }

    private void drain() throws IOException {
        long until = System.nanoTime() + PATIENCE;
        for (Client client : busy) {
            while (!client.isAnswered()) {
                select(LONGEST_WAIT);
                if (System.nanoTime() - until > 0) throw new IOException("answers are missing");
            }
        }
    }

    private void select(long wait) throws IOException {
        try {
            if (spinning || wait < SPIN) selector.selectNow(this::ready);
            else {
                long millis = TimeUnit.NANOSECONDS.toMillis(Math.min(wait, LONGEST_WAIT));
                selector.select(this::ready, millis);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (key.isWritable()) client.writable();
            if (key.isReadable()) received(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void received(Client client) throws IOException {
        int answers = client.receive(buffer);
        long now = System.nanoTime();
        messages += answers;
        if (measuring) {
            for (long i = client.answered() - answers; i < client.answered(); i++) {
                long start = traffic.startOf(client, i);
                if (start - from >= 0) {
                    latencies.recordValue(Math.clamp(now - start, 0, LONGEST_LATENCY));
                }
            }
        }
        if (sending && client.isAnswered()) traffic.answered(client, now);
    }

    /// Closes all connections.
    @Override
    public void close() throws IOException {
        for (Client client : busy) client.close();
        for (Client client : idle) client.close();
        selector.close();
    }
}
