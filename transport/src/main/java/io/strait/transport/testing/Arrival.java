package io.strait.transport.testing;

import java.util.List;

/// Something that a peer has sent, and that its channel has not read.
abstract sealed class Arrival {
    /// The peer has ended its output.
    static final Arrival END = new End();

    /// Bytes, of which some may be read. They arrive by themselves: no read of the channel brings
    /// bytes of two of them.
    static final class Bytes extends Arrival {
        final byte[] bytes;
        int read; // so many of them

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        int left() {
            return bytes.length - read;
        }
    }

    /// Messages that one read brings.
    static final class Messages extends Arrival {
        final List<Object> messages;

        Messages(List<Object> messages) {
            this.messages = messages;
        }
    }

    private static final class End extends Arrival {}
}
