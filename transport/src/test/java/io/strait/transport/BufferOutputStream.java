package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.OutputStream;
import java.util.function.Consumer;

/** Makes a buffer of whatever is written at once. */
final class BufferOutputStream extends OutputStream {
    private final Consumer<ByteBuf> sink;

    BufferOutputStream(Consumer<ByteBuf> sink) {
        this.sink = sink;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        sink.accept(Unpooled.copiedBuffer(bytes, offset, length));
    }
}
