package io.strait.echo;

import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.transport.ConnectFailedException;
import io.strait.transport.Connection;
import io.strait.transport.Connector;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/// Connects within a limit, and says why it could not.
///
/// @param limit how long it may take, in all
record Dialer(Duration limit) {

    /// Suspends until it is connected, for the limit at most.
    ///
    /// @return a connection of the calling task
    /// @throws IOException with what became of each address
    <M> Connection<M> dial(Connector<M> connector, String host, int port) throws IOException {
        try {
            return Deadline.<Connection<M>, IOException>failAfter(
                    limit, () -> connector.connect(host, port));
        } catch (CancelledByTimeoutException late) {
            throw new IOException(
                    "%s; not connected within %d s".formatted(untilThen(late), limit.toSeconds()),
                    late);
        }
    }

    /* What had become of the addresses is suppressed in what ended the wait. */
    private static String untilThen(CancelledByTimeoutException late) {
        Throwable wait = Objects.requireNonNull(late.getCause());
        return Arrays.stream(wait.getSuppressed())
                .filter(ConnectFailedException.class::isInstance)
                .findFirst()
                .map(Throwable::getMessage)
                .orElse("cannot connect");
    }
}
