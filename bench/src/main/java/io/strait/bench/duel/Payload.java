package io.strait.bench.duel;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The messages of one length: each line says which connection it belongs to and which of its
/// messages it is, so that an answer that is lost, doubled, mixed up or damaged doesn't pass.
final class Payload {
    static final int HEADER = 16;
    static final int SHORTEST = HEADER + 1;

    private final int bytes;
    private final ByteBuffer outgoing;
    private final ByteBuffer body; // of a message, as it is to be; its header is not used

    /// @param bytes the length of a message with its line end
    /// @param burst how many are sent at once, at most
    Payload(int bytes, int burst) {
        if (bytes < SHORTEST) {
            throw new IllegalArgumentException("a message has " + SHORTEST + " bytes or more");
        }
        this.bytes = bytes;
        this.body = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < bytes - 1; i++) body.put((byte) ('a' + i % 26));
        body.put((byte) '\n').clear();
        this.outgoing = ByteBuffer.allocateDirect(bytes * burst);
        for (int i = 0; i < burst; i++) outgoing.put(body.duplicate());
    }

    int bytes() {
        return bytes;
    }

    /// The messages to send, in a buffer that the next call uses again.
    ByteBuffer messages(int connection, long first, int count) {
        outgoing.clear().limit(count * bytes);
        long who = letters(connection);
        for (int i = 0; i < count; i++) {
            outgoing.putLong(i * bytes, who);
            outgoing.putLong(i * bytes + Long.BYTES, letters((int) (first + i)));
        }
        return outgoing;
    }

    /// Compares what was received with what it should be, up to the end of a message at most.
    ///
    /// @param offset how much of the message came before
    /// @return how much of it there is now
    /// @throws IOException if it is something else
    int verify(ByteBuffer received, int connection, long message, int offset) throws IOException {
        int position = offset;
        if (offset == 0 && received.remaining() >= HEADER) {
            if (received.getLong() != letters(connection)
                    || received.getLong() != letters((int) message)) {
                throw wrong(connection, message);
            }
            position = HEADER;
        }
        while (position < HEADER && received.hasRemaining()) {
            int part = position < Long.BYTES ? connection : (int) message;
            byte expected = (byte) (letters(part) >>> (Long.SIZE - Byte.SIZE * (position % 8 + 1)));
            if (received.get() != expected) throw wrong(connection, message);
            position++;
        }
        int length = Math.min(bytes - position, received.remaining());
        if (length == 0) return position;
        int limit = received.limit();
        received.limit(received.position() + length);
        body.limit(position + length).position(position);
        if (body.mismatch(received) >= 0) throw wrong(connection, message);
        received.position(received.limit()).limit(limit);
        return position + length;
    }

    /* Eight letters for the eight digits of base 16: a line end can't be among them. */
    private static long letters(int number) {
        long letters = 0;
        for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
            letters = letters << Byte.SIZE | 'A' + (number >>> shift & 15);
        }
        return letters;
    }

    private static IOException wrong(int connection, long message) {
        return new IOException(
                "message " + message + " of connection " + connection + " came back as another");
    }
}
