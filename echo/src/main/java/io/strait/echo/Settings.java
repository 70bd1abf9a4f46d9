package io.strait.echo;

import io.strait.transport.Transport;
import java.time.Duration;

/// How an [EchoServer] serves.
///
/// @param transport what waits for the sockets
/// @param threads how many event loops there are, each with its own thread
/// @param maxConnections how many connections are served at a time, more are closed at once; 0 for
///   no limit
/// @param idleTimeout after how long without a byte in either direction a connection is closed;
///   zero for never
public record Settings(Transport transport, int threads, int maxConnections, Duration idleTimeout) {

    /// Checks the numbers.
    public Settings {
        if (threads < 1)
            throw new IllegalArgumentException("there must be at least 1 thread, not " + threads);
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
