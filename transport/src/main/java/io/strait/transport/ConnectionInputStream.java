package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.strait.coroutine.Coroutine;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a connection receives, as a stream: all of it, or so many bytes.
final class ConnectionInputStream extends InputStream {
    private final ByteQueue queue;
    private final boolean limited;
    private long left;
    private boolean closed;

    /// @param length how many bytes it has; the largest `long` for all there are
    ConnectionInputStream(ByteQueue queue, long length) {
        this.queue = queue;
        this.limited = length != Long.MAX_VALUE;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        ByteBuf front = front();
        if (front == null) return -1;
        int read = front.readUnsignedByte();
        queue.dropIfRead(front);
        took(1);
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) return 0;
        ByteBuf front = front();
        if (front == null) return -1;
        int read = queue.read(front, into, offset, (int) Math.min(length, left));
        took(read);
        return read;
    }

    /// Suspends until something is there, as [#read] does, and then skips no more than that.
    @Override
    public long skip(long length) throws IOException {
        if (length <= 0) return 0;
        ByteBuf front = front();
        if (front == null) return 0;
        int skipped = (int) Math.min(front.readableBytes(), Math.min(length, left));
        queue.drop(skipped);
        took(skipped);
        return skipped;
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return (int) Math.min(queue.available(), left);
    }

    /// Leaves the connection as it is.
    @Override
    public void close() {
        closed = true;
    }

    private @Nullable ByteBuf front() throws IOException {
        requireOpen();
        // Also where it need not wait: who holds a lock is to learn that at once, not under load.
        Coroutine.ensureUnlocked();
        if (left == 0) return null;
        ByteBuf front = queue.open();
        if (front == null && limited)
            throw new EOFException("the input has ended " + left + " bytes too early");
        return front;
    }

    private void took(long bytes) {
        if (limited) left -= bytes;
    }

    private void requireOpen() throws IOException {
        if (closed) throw new IOException("the stream was closed");
    }
}
