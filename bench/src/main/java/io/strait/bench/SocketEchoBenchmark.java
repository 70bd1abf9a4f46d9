package io.strait.bench;

import io.strait.transport.Transport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// An echo over sockets of the loopback interface, the server on one thread and its clients on
/// another. One operation is a round trip of one message of 64 bytes; what is measured is how long
/// both sides need for it when `connections` of them do it at once. The kernel has the largest
/// share.
@OperationsPerInvocation(SocketEchoBenchmark.ROUND_TRIPS)
@SuppressWarnings("NullAway.Init") // JMH calls open() first.
public class SocketEchoBenchmark extends Measured {
    static final int ROUND_TRIPS = 6400;

    /// What waits for the sockets. [Micro] leaves out what isn't available.
    @Param({"NIO", "EPOLL"})
    Transport transport;

    /// How many connections there are.
    @Param({"1", "64"})
    int connections;

    private EchoPair callback;
    private EchoPair coroutine;

    /// Connects.
    @Setup
    public void open() {
        callback = EchoPair.sockets(transport, Echo.CALLBACK, connections);
        coroutine = EchoPair.sockets(transport, Echo.COROUTINE, connections);
    }

    /// Round trips to the callback handler.
    @Benchmark
    public void callback() {
        callback.roundTrips(ROUND_TRIPS);
    }

    /// Round trips to the coroutine.
    @Benchmark
    public void coroutine() {
        coroutine.roundTrips(ROUND_TRIPS);
    }

    /// Ends the event loops.
    @TearDown
    public void close() {
        callback.close();
        coroutine.close();
    }
}
