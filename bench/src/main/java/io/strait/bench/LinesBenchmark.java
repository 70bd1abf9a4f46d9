package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// A line protocol without a kernel in between. One operation is one read that brings `lines` lines
/// of 64 bytes in one buffer, an answer to each, and one flush.
public class LinesBenchmark extends Measured {
    /// How many lines one read brings.
    @Param({"1", "16"})
    int lines;

    private byte[] bytes = {};
    private EmbeddedChannel callback = new EmbeddedChannel();
    private EmbeddedChannel coroutine = new EmbeddedChannel();
    private EmbeddedChannel straight = new EmbeddedChannel();

    /// Makes the channels.
    @Setup
    public void open() {
        bytes = Lines.lines(lines);
        callback = channel(Lines.CALLBACK);
        coroutine = channel(Lines.COROUTINE);
        straight = channel(Lines.STRAIGHT);
    }

    /// Without a channel: the bytes are copied into a buffer, which is released.
    ///
    /// @return whether it was
    @Benchmark
    public boolean empty() {
        return received().release();
    }

    /// `LineBasedFrameDecoder` and a callback for each line.
    ///
    /// @return how many lines came back
    @Benchmark
    public int callback() {
        return answers(callback);
    }

    /// `LineBasedFrameDecoder` and a coroutine.
    ///
    /// @return how many lines came back
    @Benchmark
    public int coroutine() {
        return answers(coroutine);
    }

    /// A coroutine that finds the lines itself.
    ///
    /// @return how many lines came back
    @Benchmark
    public int straight() {
        return answers(straight);
    }

    private static EmbeddedChannel channel(Lines server) {
        EmbeddedChannel channel = new EmbeddedChannel(server.newHandlers());
        channel.runPendingTasks();
        return channel;
    }

    private ByteBuf received() {
        return callback.alloc().directBuffer(bytes.length).writeBytes(bytes);
    }

    private int answers(EmbeddedChannel channel) {
        channel.writeInbound(received());
        int answers = 0;
        for (ByteBuf line; (line = channel.readOutbound()) != null; line.release()) answers++;
        if (answers != lines) throw new IllegalStateException(answers + " of " + lines);
        return answers;
    }
}
