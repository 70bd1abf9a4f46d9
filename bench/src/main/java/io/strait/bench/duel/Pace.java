package io.strait.bench.duel;

/// When each message of an open loop is due, whether or not the ones before it were answered.
/// Latency counts from then, so that a server that stalls pays for all the messages that should
/// have been sent meanwhile (to leave those out is known as coordinated omission).
///
/// @param start when the first one is due, as `System.nanoTime` counts
/// @param rate how many are due per second
/// @param clients how many send them, in turn
record Pace(long start, double rate, int clients) {
    private static final double NANOS = 1e9;

    /// When message `index`, counted over all clients, is due.
    long due(long index) {
        return start + (long) (index * NANOS / rate);
    }

    /// When message `message` of client `client` is due, both counted from 0.
    long due(int client, long message) {
        return due(message * clients + client);
    }
}
