package io.strait.bench.duel;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One connection of the load.
final class Client {
    private final int id;
    private final Payload payload;
    private final SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable ByteBuffer unsent;
    private long sent;
    private long answered;
    private int offset; // how much of the next answer has come
    private long sentAt;

    Client(int id, Payload payload, InetSocketAddress server) throws IOException {
        this.id = id;
        this.payload = payload;
        this.channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    int id() {
        return id;
    }

    /// How many messages were sent in all.
    long sent() {
        return sent;
    }

    /// How many of them were answered.
    long answered() {
        return answered;
    }

    boolean isAnswered() {
        return answered == sent;
    }

    /// When the latest were sent.
    long sentAt() {
        return sentAt;
    }

    /// Whether the kernel has taken all that was sent.
    boolean isWritable() {
        return unsent == null;
    }

    /// Sends a message and waits for the answer, which tells that the server has accepted.
    void greet(ByteBuffer buffer) throws IOException {
        send(1, 0);
        while (!isAnswered()) receive(buffer);
    }

    void register(Selector selector) throws IOException {
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /// Must not be called before the kernel has taken the ones before.
    void send(int count, long now) throws IOException {
        ByteBuffer messages = payload.messages(id, sent, count);
        sent += count;
        sentAt = now;
        channel.write(messages);
        if (!messages.hasRemaining()) return;
        unsent = ByteBuffer.allocate(messages.remaining()).put(messages).flip();
        Objects.requireNonNull(key).interestOpsOr(SelectionKey.OP_WRITE);
    }

    void writable() throws IOException {
        if (unsent == null) return;
        channel.write(unsent);
        if (unsent.hasRemaining()) return;
        unsent = null;
        Objects.requireNonNull(key).interestOpsAnd(~SelectionKey.OP_WRITE);
    }

    /// Reads once and verifies.
    ///
    /// @param buffer for the reading alone
    /// @return how many answers are now complete
    int receive(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) throw new EOFException("the server closed connection " + id);
        buffer.flip();
        long before = answered;
        while (buffer.hasRemaining()) {
            if (isAnswered()) throw new IOException("an answer too many on connection " + id);
            offset = payload.verify(buffer, id, answered, offset);
            if (offset == payload.bytes()) {
                offset = 0;
                answered++;
            }
        }
        return (int) (answered - before);
    }

    void close() throws IOException {
        channel.close();
    }
}
