package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The bytes of one buffer after the other, until there is a null. */
final class BufferInputStream extends InputStream {
    private final Callable<@Nullable ByteBuf> source;
    private @Nullable ByteBuf current = Unpooled.EMPTY_BUFFER;

    BufferInputStream(Callable<@Nullable ByteBuf> source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) return 0;
        while (current != null && !current.isReadable()) {
            current.release(); // an empty one
            current = next();
        }
        if (current == null) return -1;
        int n = Math.min(length, current.readableBytes());
        current.readBytes(bytes, offset, n);
        if (!current.isReadable()) {
            current.release();
            current = Unpooled.EMPTY_BUFFER;
        }
        return n;
    }

    private @Nullable ByteBuf next() throws IOException {
        try {
            return source.call();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
