package io.strait.bench.duel;

/// A contender's server while it listens on the loopback address.
interface Server extends AutoCloseable {
    /// How many connections may wait to be accepted: the load opens thousands at once.
    int BACKLOG = 4096;

    /// Where it listens.
    int port();

    /// Stops listening and closes all connections.
    @Override
    void close();
}
