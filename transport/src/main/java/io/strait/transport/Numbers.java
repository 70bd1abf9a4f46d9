package io.strait.transport;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;

/// The reads of a number, in both byte orders. Each suspends until all of its bytes are there, and
/// consumes nothing if it throws.
abstract class Numbers {
    private static final int MEDIUM = 3; // bytes

    final ByteQueue queue;

    Numbers(ByteQueue queue) {
        this.queue = queue;
    }

    /// Reads one byte.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final byte readByte() throws IOException {
        ByteBuf front = queue.joined(Byte.BYTES);
        byte number = front.readByte();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads one byte, from 0 to 255.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readUnsignedByte() throws IOException {
        ByteBuf front = queue.joined(Byte.BYTES);
        int number = front.readUnsignedByte();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of two bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final short readShort() throws IOException {
        ByteBuf front = queue.joined(Short.BYTES);
        short number = front.readShort();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of two bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final short readShortLE() throws IOException {
        ByteBuf front = queue.joined(Short.BYTES);
        short number = front.readShortLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads an unsigned number of two bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readUnsignedShort() throws IOException {
        ByteBuf front = queue.joined(Short.BYTES);
        int number = front.readUnsignedShort();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads an unsigned number of two bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readUnsignedShortLE() throws IOException {
        ByteBuf front = queue.joined(Short.BYTES);
        int number = front.readUnsignedShortLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of three bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readMedium() throws IOException {
        ByteBuf front = queue.joined(MEDIUM);
        int number = front.readMedium();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of three bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readMediumLE() throws IOException {
        ByteBuf front = queue.joined(MEDIUM);
        int number = front.readMediumLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads an unsigned number of three bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readUnsignedMedium() throws IOException {
        ByteBuf front = queue.joined(MEDIUM);
        int number = front.readUnsignedMedium();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads an unsigned number of three bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readUnsignedMediumLE() throws IOException {
        ByteBuf front = queue.joined(MEDIUM);
        int number = front.readUnsignedMediumLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of four bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readInt() throws IOException {
        ByteBuf front = queue.joined(Integer.BYTES);
        int number = front.readInt();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of four bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final int readIntLE() throws IOException {
        ByteBuf front = queue.joined(Integer.BYTES);
        int number = front.readIntLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads an unsigned number of four bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final long readUnsignedInt() throws IOException {
        ByteBuf front = queue.joined(Integer.BYTES);
        long number = front.readUnsignedInt();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads an unsigned number of four bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final long readUnsignedIntLE() throws IOException {
        ByteBuf front = queue.joined(Integer.BYTES);
        long number = front.readUnsignedIntLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of eight bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final long readLong() throws IOException {
        ByteBuf front = queue.joined(Long.BYTES);
        long number = front.readLong();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a signed number of eight bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final long readLongLE() throws IOException {
        ByteBuf front = queue.joined(Long.BYTES);
        long number = front.readLongLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a floating-point number of four bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final float readFloat() throws IOException {
        ByteBuf front = queue.joined(Float.BYTES);
        float number = front.readFloat();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a floating-point number of four bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final float readFloatLE() throws IOException {
        ByteBuf front = queue.joined(Float.BYTES);
        float number = front.readFloatLE();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a floating-point number of eight bytes, most significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final double readDouble() throws IOException {
        ByteBuf front = queue.joined(Double.BYTES);
        double number = front.readDouble();
        queue.dropIfRead(front);
        return number;
    }

    /// Reads a floating-point number of eight bytes, least significant byte first.
    ///
    /// @return the number
    /// @throws EOFException if the input ends before all of it has come
    /// @throws IOException as [Connection#read()] does
    public final double readDoubleLE() throws IOException {
        ByteBuf front = queue.joined(Double.BYTES);
        double number = front.readDoubleLE();
        queue.dropIfRead(front);
        return number;
    }
}
