package io.strait.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// An echo over Netty's `LocalChannel`: a real event loop, and no kernel. One operation is a round
/// trip of `messages` messages of 64 bytes. Both ends are on one thread, so that the time is that
/// of both.
@OperationsPerInvocation(LocalEchoBenchmark.ROUND_TRIPS)
@SuppressWarnings("NullAway.Init") // JMH calls open() first.
public class LocalEchoBenchmark extends Measured {
    static final int ROUND_TRIPS = 1000;

    /// How many messages are sent with one flush.
    @Param({"1", "16"})
    int messages;

    private EchoPair callback;
    private EchoPair coroutine;

    /// Connects.
    @Setup
    public void open() {
        callback = EchoPair.local(Echo.CALLBACK, messages);
        coroutine = EchoPair.local(Echo.COROUTINE, messages);
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
