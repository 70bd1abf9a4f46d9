package io.strait.transport;

import java.io.Serial;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Connector] could not connect: what became of each address that it has tried, and how long
/// that took.
///
/// The cause is the failure of the first address, or what went wrong before or after the attempts:
/// an `UnknownHostException` if the name has no address, an `SSLException` if the TLS handshake
/// failed. The failures of the other addresses are suppressed.
public final class ConnectFailedException extends ConnectException {
    @Serial private static final long serialVersionUID = 1;

    /// What became of one address.
    ///
    /// @param address the address
    /// @param failure why there is no connection with it: refused, unreachable, timed out; null if
    ///   it has not answered, or has answered and its connection was closed again
    /// @param time for how long it was tried
    public record Attempt(SocketAddress address, @Nullable Throwable failure, Duration time) {
        /// The address and what became of it, in words.
        @Override
        public String toString() {
            return address
                    + (failure == null ? ": no answer" : ": " + reason(failure))
                    + " after "
                    + time.toMillis()
                    + " ms";
        }

        /* Netty appends the address, in most of its transports. */
        private String reason(Throwable failure) {
            String reason = Reason.of(failure);
            String appended = ": " + address;
            return reason.endsWith(appended)
                    ? reason.substring(0, reason.length() - appended.length())
                    : reason;
        }
    }

    private final transient List<Attempt> attempts;

    private ConnectFailedException(String message, List<Attempt> attempts) {
        super(message);
        this.attempts = attempts;
    }

    /// None of the addresses has accepted, or not yet.
    ///
    /// @param untried how many of them were not tried
    static ConnectFailedException of(SocketAddress target, List<Attempt> attempts, int untried) {
        StringBuilder message = new StringBuilder("cannot connect to " + target);
        String separator = ": ";
        for (Attempt attempt : attempts) {
            message.append(separator).append(attempt);
            separator = "; ";
        }
        if (untried > 0) message.append(separator).append(untried).append(" more were not tried");
        ConnectFailedException failed = new ConnectFailedException(message.toString(), attempts);
        for (Attempt attempt : attempts) {
            if (attempt.failure == null) continue;
            if (failed.getCause() == null) failed.initCause(attempt.failure);
            else failed.addSuppressed(attempt.failure);
        }
        return failed;
    }

    /// Something has failed before or after the attempts.
    ///
    /// @param what it is, in words
    static ConnectFailedException of(
            SocketAddress target,
            List<Attempt> attempts,
            String what,
            @Nullable Throwable cause,
            Duration time) {
        String why = cause == null ? "" : ": " + Reason.of(cause);
        ConnectFailedException failed =
                new ConnectFailedException(
                        "cannot connect to %s: %s%s, after %d ms"
                                .formatted(target, what, why, time.toMillis()),
                        attempts);
        if (cause != null) failed.initCause(cause);
        return failed;
    }

    /// The addresses that were tried, in that order.
    ///
    /// @return the attempts; none if the name has no address
    public List<Attempt> attempts() {
        return attempts;
    }
}
