package io.strait.bench.duel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked of the servers.
///
/// @param name what is measured
/// @param protocol what they do with it
/// @param busy how many connections send
/// @param idle how many more do nothing after a first message
/// @param messageBytes the length of a message
/// @param burst how many messages a connection sends at once in a closed loop
/// @param rate messages a second over all connections in an open loop; null for a closed one
record Workload(
        String name,
        Protocol protocol,
        int busy,
        int idle,
        int messageBytes,
        int burst,
        @Nullable Double rate) {
    private static final int SMALL = 64;
    private static final int LARGE = 64 * 1024;
    private static final int PIPELINED = 16;

    static Workload pingPong(int connections) {
        return new Workload("ping-pong", Protocol.BYTES, connections, 0, SMALL, 1, null);
    }

    static Workload lines(int connections) {
        return new Workload("lines", Protocol.LINES, connections, 0, SMALL, PIPELINED, null);
    }

    static Workload large(int connections) {
        return new Workload("large", Protocol.BYTES, connections, 0, LARGE, 1, null);
    }

    static Workload idle(int busy, int idle) {
        return new Workload("idle", Protocol.BYTES, busy, idle, SMALL, 1, null);
    }

    static Workload open(int connections, double rate) {
        return new Workload("ping-pong", Protocol.BYTES, connections, 0, SMALL, 1, rate);
    }

    /// Those of a quick duel.
    static List<Workload> quick() {
        return List.of(pingPong(100), pingPong(1000), lines(100), idle(100, 1000));
    }

    /// Those of a full duel.
    static List<Workload> full(double rate) {
        return List.of(
                pingPong(1),
                pingPong(100),
                pingPong(1000),
                pingPong(10_000),
                lines(100),
                large(16),
                idle(100, 10_000),
                open(100, rate),
                open(1000, rate));
    }

    int connections() {
        return busy + idle;
    }

    String mode() {
        return rate == null ? "closed" : "open";
    }

    /// What the command line calls it.
    String label() {
        return name + "-" + connections() + (rate == null ? "" : "-open");
    }

    /// The same with no more than `connections` connections, for a machine that allows no more.
    Workload atMost(int connections) {
        if (connections() <= connections) return this;
        int fewerBusy = Math.min(busy, connections);
        int fewerIdle = connections - fewerBusy;
        return new Workload(name, protocol, fewerBusy, fewerIdle, messageBytes, burst, rate);
    }
}
