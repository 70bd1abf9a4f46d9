package io.strait.transport;

import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;

/// The ordinary ends of a client that just goes away: a reset, a broken pipe, a channel that is
/// closed in mid-answer, no close_notify. They happen all day, and are nobody's fault here. A
/// connect that fails isn't one of them.
final class PeerGone {
    private PeerGone() {}

    /// Whether that is what a failure says: it, or the cause that Strait gave it.
    static boolean isToldBy(Throwable failure) {
        if (!(failure instanceof IOException) || failure instanceof ConnectException) return false;
        Throwable cause = failure.getCause();
        return isOne(failure) || (cause != null && isOne(cause));
    }

    private static boolean isOne(Throwable failure) {
        return failure instanceof ClosedChannelException
                || failure instanceof Truncation
                || failure instanceof Errors.NativeIoException
                || failure instanceof SocketException
                || isOfNio(failure);
    }

    /* The JDK's channels say it in words alone. */
    private static boolean isOfNio(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass() == IOException.class
                && message != null
                && (message.equals("Broken pipe") || message.startsWith("Connection reset"));
    }
}
