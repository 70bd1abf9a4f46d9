package io.strait.transport;

import java.io.IOException;
import java.io.Serial;

/// Thrown by a read that looks for an end, of a line for instance, when it has seen more than its
/// limit allows. Nothing was consumed: the next read, of any kind, begins with the same bytes. Who
/// wants to go on skips them, with [Bytes#skipUntil(byte)] for instance.
public final class TooLongException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    /// How many bytes were allowed.
    private final int limit;

    TooLongException(String what, int limit, String unit) {
        super(
                what
                        + " is longer than "
                        + limit
                        + " "
                        + unit
                        + "; nothing of it was consumed, so skip it to go on");
        this.limit = limit;
    }

    /// The limit of the read that has thrown it.
    ///
    /// @return how much would have been accepted, without the delimiter
    public int limit() {
        return limit;
    }
}
