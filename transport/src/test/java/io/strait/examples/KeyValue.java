package io.strait.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.strait.task.Deadline;
import io.strait.transport.Bytes;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.util.Map;

/// A binary protocol. A request is an operation (`P` to put, `G` to get), a key with its length in
/// one byte in front, and, to put, a value with its length in four bytes. An answer is a status (0
/// for done, 1 for unknown, 2 for too large), and to a get the value with its length.
///
/// A client may be silent for as long as it likes. But once a request has begun, all of it has to
/// come within ten seconds.
record KeyValue(Map<String, byte[]> store) implements CoroutineHandler.Body<ByteBuf> {
    static final int LARGEST = 100_000;

    @Override
    public void run(Connection<ByteBuf> connection) throws IOException {
        Bytes bytes = Bytes.of(connection);
        ByteBufAllocator alloc = connection.channel().alloc();
        while (!bytes.isAtEnd())
            connection.write(Deadline.failAfter(ofSeconds(10), () -> answer(bytes, alloc)));
    }

    private ByteBuf answer(Bytes bytes, ByteBufAllocator alloc) throws IOException {
        byte operation = bytes.readByte();
        String key = bytes.readString(bytes.readUnsignedByte(), UTF_8);
        return switch (operation) {
            case 'P' -> alloc.buffer().writeByte(put(key, bytes));
            case 'G' -> get(key, alloc.buffer());
            default -> throw new IOException("no operation: " + operation);
        };
    }

    private int put(String key, Bytes bytes) throws IOException {
        long length = bytes.readUnsignedInt();
        if (length <= LARGEST) {
            store.put(key, bytes.readBytes((int) length));
            return 0;
        }
        bytes.skip(length); // as it comes: it takes no memory
        return 2;
    }

    private ByteBuf get(String key, ByteBuf answer) {
        byte[] value = store.get(key);
        if (value == null) return answer.writeByte(1);
        return answer.writeByte(0).writeInt(value.length).writeBytes(value);
    }
}
