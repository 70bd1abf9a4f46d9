package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A server that answers each line with the same line, written in three ways.
enum Lines {
    /// Netty's decoder, and a callback for each line.
    CALLBACK {
        @Override
        ChannelHandler[] newHandlers() {
            return new ChannelHandler[] {decoder(), Echo.CALLBACK.newHandler()};
        }
    },
    /// Netty's decoder, and a coroutine that reads lines.
    COROUTINE {
        @Override
        ChannelHandler[] newHandlers() {
            return new ChannelHandler[] {decoder(), Echo.COROUTINE.newHandler()};
        }
    },
    /// A coroutine that reads bytes and finds the lines itself.
    STRAIGHT {
        @Override
        ChannelHandler[] newHandlers() {
            return new ChannelHandler[] {CoroutineHandler.of(Lines::answerEach)};
        }
    };

    static final int MAX_LENGTH = 1024;

    /// The handlers of one channel.
    abstract ChannelHandler[] newHandlers();

    private static LineBasedFrameDecoder decoder() {
        return new LineBasedFrameDecoder(MAX_LENGTH, false, true);
    }

    private static void answerEach(Connection<ByteBuf> connection) throws IOException {
        ByteBuf unfinished = Unpooled.EMPTY_BUFFER;
        try {
            for (ByteBuf data; (data = connection.read()) != null; ) {
                ByteBuf lines = joined(unfinished, data);
                unfinished = Unpooled.EMPTY_BUFFER;
                unfinished = answerWhole(connection, lines);
            }
        } finally {
            unfinished.release();
        }
    }

    /* Answers the lines that are there, and returns the one that isn't all there yet. */
    private static ByteBuf answerWhole(Connection<ByteBuf> connection, ByteBuf lines)
            throws IOException {
        try {
            for (int end; (end = lines.bytesBefore((byte) '\n')) >= 0; )
                connection.write(lines.readRetainedSlice(end + 1));
            if (lines.readableBytes() > MAX_LENGTH)
                throw new IOException("a line of more than " + MAX_LENGTH + " bytes");
            return lines.isReadable()
                    ? lines.readRetainedSlice(lines.readableBytes())
                    : Unpooled.EMPTY_BUFFER;
        } finally {
            lines.release();
        }
    }

    private static ByteBuf joined(ByteBuf start, ByteBuf rest) {
        if (!start.isReadable()) return rest;
        ByteBuf both = start.alloc().buffer(start.readableBytes() + rest.readableBytes());
        both.writeBytes(start).writeBytes(rest);
        start.release();
        rest.release();
        return both;
    }

    /// So many lines of 64 bytes.
    static byte[] lines(int count) {
        return ("x".repeat(63) + "\n").repeat(count).getBytes(StandardCharsets.US_ASCII);
    }
}
