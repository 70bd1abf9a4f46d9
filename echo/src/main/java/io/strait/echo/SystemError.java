package io.strait.echo;

/// What the operating system said.
final class SystemError {
    private SystemError() {}

    /// Its words, without those of Netty's native transports, which put the name of the call in
    /// front: `bind(..) failed with error(-98): Address already in use`.
    static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.toString()
                : message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}
