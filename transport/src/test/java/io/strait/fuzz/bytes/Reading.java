package io.strait.fuzz.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strait.transport.Bytes;
import io.strait.transport.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One read, by its method. */
final class Reading {
    private Reading() {}

    static String perform(Read read, Bytes bytes, Connection<ByteBuf> connection)
            throws IOException {
        int n = read.number();
        return switch (read.kind()) {
            case FULLY -> text(bytes.readFully(n));
            case EXACTLY -> text(bytes.readExactly(n));
            case BYTES -> text(bytes.readBytes(n));
            case STRING -> text(bytes.readString(n, StandardCharsets.ISO_8859_1));
            case PEEK -> text(bytes.peek(n));
            case LINE -> text(bytes.readLine(n));
            case TEXT_LINE -> text(bytes.readLine(n, StandardCharsets.ISO_8859_1));
            case UNTIL -> text(until(bytes, read));
            case TEXT_UNTIL -> text(bytes.readUntil(read.bytes(), n, StandardCharsets.ISO_8859_1));
            case SKIP -> {
                bytes.skip(n);
                yield "skipped";
            }
            case SKIP_UNTIL -> "" + bytes.skipUntil(read.bytes());
            case BIG_ENDIAN -> text(bigEndian(bytes, n));
            case LITTLE_ENDIAN -> text(littleEndian(bytes, n));
            case AT_END -> "" + bytes.isAtEnd();
            case UNREAD -> {
                bytes.unread(Unpooled.wrappedBuffer(read.bytes()));
                yield "put back";
            }
            case MESSAGE -> text(connection.read());
            case STREAM -> {
                byte[] into = new byte[n];
                int length = bytes.inputStream().read(into);
                yield length < 0 ? "-1" : text(Arrays.copyOf(into, length));
            }
        };
    }

    private static @Nullable ByteBuf until(Bytes bytes, Read read) throws IOException {
        byte[] delimiter = read.bytes();
        return delimiter.length == 1
                ? bytes.readUntil(delimiter[0], read.number())
                : bytes.readUntil(delimiter, read.number());
    }

    /** Back to bytes, so that the sign and the order are looked at. */
    private static byte[] bigEndian(Bytes bytes, int width) throws IOException {
        ByteBuf buffer = Unpooled.buffer(width);
        switch (width) {
            case 1 -> buffer.writeByte(bytes.readByte());
            case 2 -> buffer.writeShort(bytes.readUnsignedShort());
            case 3 -> buffer.writeMedium(bytes.readMedium());
            case 4 -> buffer.writeInt((int) bytes.readUnsignedInt());
            default -> buffer.writeLong(bytes.readLong());
        }
        return buffer.array();
    }

    private static byte[] littleEndian(Bytes bytes, int width) throws IOException {
        ByteBuf buffer = Unpooled.buffer(width);
        switch (width) {
            case 1 -> buffer.writeByte(bytes.readUnsignedByte());
            case 2 -> buffer.writeShortLE(bytes.readShortLE());
            case 3 -> buffer.writeMediumLE(bytes.readUnsignedMediumLE());
            case 4 -> buffer.writeFloatLE(bytes.readFloatLE());
            default -> buffer.writeDoubleLE(bytes.readDoubleLE());
        }
        return buffer.array();
    }

    private static String text(@Nullable ByteBuf read) {
        if (read == null) return "null";
        try {
            return text(read.toString(StandardCharsets.ISO_8859_1));
        } finally {
            read.release();
        }
    }

    private static String text(byte @Nullable [] read) {
        return read == null ? "null" : text(new String(read, StandardCharsets.ISO_8859_1));
    }

    private static String text(@Nullable String read) {
        return read == null ? "null" : "'" + Program.encoded(read) + "'";
    }
}
