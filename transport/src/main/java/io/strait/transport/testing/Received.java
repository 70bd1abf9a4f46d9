package io.strait.transport.testing;

import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What a peer has received and its script has not taken: bytes, of which those in a row are one
/// piece, and messages.
final class Received {
    private final Deque<Object> pieces = new ArrayDeque<>();

    private static final class Bytes {
        private byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    void add(byte[] more) {
        if (more.length == 0) return;
        if (pieces.peekLast() instanceof Bytes last) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.writeBytes(last.bytes);
            joined.writeBytes(more);
            last.bytes = joined.toByteArray();
        } else {
            pieces.add(new Bytes(more));
        }
    }

    void addMessage(Object message) {
        pieces.add(message);
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /// The bytes that come first, which may be none.
    byte[] bytes() {
        return pieces.peekFirst() instanceof Bytes first ? first.bytes : new byte[0];
    }

    /// Whether those that come first are `expected`, or begin with it.
    boolean beginsWith(byte[] expected) {
        byte[] bytes = bytes();
        return bytes.length >= expected.length
                && Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length);
    }

    /// Whether more bytes may make it begin with `expected`.
    boolean mayBecome(byte[] expected) {
        if (pieces.isEmpty()) return true;
        byte[] bytes = bytes();
        return pieces.size() == 1
                && bytes.length > 0
                && bytes.length < expected.length
                && Arrays.equals(bytes, 0, bytes.length, expected, 0, bytes.length);
    }

    void take(int count) {
        if (!(pieces.peekFirst() instanceof Bytes first)) return;
        if (count == first.bytes.length) pieces.removeFirst();
        else first.bytes = Arrays.copyOfRange(first.bytes, count, first.bytes.length);
    }

    /// The message that comes first; null if it is none.
    @Nullable Object message() {
        Object first = pieces.peekFirst();
        return first instanceof Bytes ? null : first;
    }

    void takeMessage() {
        pieces.removeFirst();
    }

    void release() {
        pieces.forEach(ReferenceCountUtil::safeRelease);
        pieces.clear();
    }

    @Override
    public String toString() {
        if (pieces.isEmpty()) return "nothing";
        StringJoiner text = new StringJoiner(", ");
        for (Object piece : pieces) {
            text.add(piece instanceof Bytes some ? Text.of(some.bytes) : Text.ofMessage(piece));
        }
        return text.toString();
    }
}
