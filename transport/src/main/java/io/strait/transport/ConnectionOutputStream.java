package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.strait.coroutine.Coroutine;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// What is sent over a connection, as a stream.
final class ConnectionOutputStream extends OutputStream {
    private static final byte[] NONE = {};

    private final Connection<?> connection;
    private byte[] collected = NONE; // of which the first `size` are to be written
    private int size;
    private final int capacity;
    private boolean closed;

    /// @param capacity how much is collected before it is written
    ConnectionOutputStream(Connection<?> connection, int capacity) {
        this.connection = connection;
        this.capacity = capacity;
    }

    @Override
    public void write(int single) throws IOException {
        requireOpen();
        if (capacity == 0) {
            send(new byte[] {(byte) single}, 0, 1);
            return;
        }
        if (size == capacity) writeCollected();
        collect(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        if (length == 0) return;
        if (length > capacity - size) writeCollected();
        if (length >= capacity) send(bytes, offset, length);
        else collect(bytes, offset, length);
    }

    private void collect(byte[] bytes, int offset, int length) {
        if (collected.length == 0) collected = new byte[capacity];
        System.arraycopy(bytes, offset, collected, size, length);
        size += length;
    }

    private void writeCollected() throws IOException {
        if (size == 0) return;
        send(collected, 0, size);
        size = 0; // not before: a write that throws has written nothing
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        ByteBuf message = connection.channel().alloc().buffer(length, length);
        connection.write(message.writeBytes(bytes, offset, length));
    }

    /// Suspends until the kernel has it all.
    @Override
    public void flush() throws IOException {
        requireOpen();
        writeCollected();
        connection.flush();
    }

    /// Writes what was collected, and leaves the connection as it is.
    @Override
    public void close() throws IOException {
        if (closed) return;
        requireOpen();
        closed = true;
        writeCollected();
    }

    private void requireOpen() throws IOException {
        if (closed) throw new IOException("the stream was closed");
        // Also where it need not wait: who holds a lock is to learn that at once, not under load.
        Coroutine.ensureUnlocked();
    }
}
