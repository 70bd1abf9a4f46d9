package io.strait.echo;

import io.strait.transport.Transport;
import java.time.Duration;

/// How an [EchoServer] serves.
///
/// @param transport what waits for the sockets
/// @param threads how many event loops there are, each with its own thread; 1,024 at most
/// @param maxConnections how many connections are served at a time, more are closed at once; 0 for
///   no limit
/// @param idleTimeout after how long without a byte in either direction a connection is closed;
///   zero for never
public record Settings(Transport transport, int threads, int maxConnections, Duration idleTimeout) {

    /* A loop costs memory and descriptors, and more of them than cores gain nothing. */
    private static final int MOST_THREADS = 1024;

    /// Checks the numbers.
    public Settings {
        if (threads < 1)
            throw new IllegalArgumentException("there must be at least 1 thread, not " + threads);
        if (threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "there can be at most "
                            + MOST_THREADS
                            + " threads, not "
                            + threads
                            + "; more than there are cores gain nothing");
        }
        if (maxConnections < 0) {
            throw new IllegalArgumentException(
                    "the most connections cannot be " + maxConnections + "; 0 is no limit");
        }
        if (idleTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "the idle timeout cannot be " + idleTimeout.toSeconds() + " s; 0 is none");
        }
    }

    /// One event loop on `transport`, without limit and timeout.
    ///
    /// @param transport what waits for the sockets
    public Settings(Transport transport) {
        this(transport, 1, 0, Duration.ZERO);
    }
}
