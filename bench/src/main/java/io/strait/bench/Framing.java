package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.strait.transport.Bytes;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;

/// A server that answers what is in each line, or in each frame with its length in front, with the
/// same bytes: once with Netty's decoder and a callback, once read straight from the connection.
enum Framing {
    /// Netty's decoder, and a callback for each line.
    LINES_CALLBACK {
        @Override
        ChannelHandler[] newHandlers() {
            return new ChannelHandler[] {
                new LineBasedFrameDecoder(MAX_LENGTH, true, true), Echo.CALLBACK.newHandler()
            };
        }
    },
    /// A coroutine that reads lines.
    LINES_BYTES {
        @Override
        ChannelHandler[] newHandlers() {
            return new ChannelHandler[] {CoroutineHandler.of(Framing::answerLines)};
        }
    },
    /// Netty's decoder, and a callback for each frame.
    FRAMES_CALLBACK {
        @Override
        ChannelHandler[] newHandlers() {
            return new ChannelHandler[] {
                new LengthFieldBasedFrameDecoder(MAX_LENGTH, 0, Integer.BYTES, 0, Integer.BYTES),
                Echo.CALLBACK.newHandler()
            };
        }
    },
    /// A coroutine that reads a number, and so many bytes.
    FRAMES_BYTES {
        @Override
        ChannelHandler[] newHandlers() {
            return new ChannelHandler[] {CoroutineHandler.of(Framing::answerFrames)};
        }
    };

    static final int MAX_LENGTH = 1024;
    private static final int LENGTH = 60;

    /// The handlers of one channel.
    abstract ChannelHandler[] newHandlers();

    private static void answerLines(Connection<ByteBuf> connection) throws IOException {
        Bytes bytes = Bytes.of(connection);
        for (ByteBuf line; (line = bytes.readLine(MAX_LENGTH)) != null; ) connection.write(line);
    }

    private static void answerFrames(Connection<ByteBuf> connection) throws IOException {
        Bytes bytes = Bytes.of(connection);
        while (!bytes.isAtEnd()) {
            int length = bytes.readInt();
            if (length > MAX_LENGTH - Integer.BYTES)
                throw new IOException("a frame of " + length + " bytes");
            connection.write(bytes.readExactly(length));
        }
    }

    /// So many lines or frames of 64 bytes.
    byte[] messages(int count) {
        if (this == LINES_CALLBACK || this == LINES_BYTES) return Lines.lines(count);
        ByteBuf frames = Unpooled.buffer(count * (LENGTH + Integer.BYTES));
        for (int i = 0; i < count; i++) frames.writeInt(LENGTH).writeZero(LENGTH);
        return frames.array();
    }
}
