package io.strait.transport;

import java.nio.channels.ClosedChannelException;

/// The words of a failure, for the message of another one that it causes.
final class Reason {
    private Reason() {}

    static String of(Throwable cause) {
        if (cause instanceof ClosedChannelException) return "the channel is closed";
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getName() : message;
    }
}
