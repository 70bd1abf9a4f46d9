package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Byte-wise reads without a kernel in between. One operation is one read that brings `messages`
/// lines or frames of 64 bytes in one buffer, an answer to each, and one flush.
public class FramingBenchmark extends Measured {
    /// How many messages one read brings.
    @Param({"1", "16"})
    int messages;

    private byte[] lines = {};
    private byte[] frames = {};
    private EmbeddedChannel linesCallback = new EmbeddedChannel();
    private EmbeddedChannel linesBytes = new EmbeddedChannel();
    private EmbeddedChannel framesCallback = new EmbeddedChannel();
    private EmbeddedChannel framesBytes = new EmbeddedChannel();

    /// Makes the channels.
    @Setup
    public void open() {
        lines = Framing.LINES_BYTES.messages(messages);
        frames = Framing.FRAMES_BYTES.messages(messages);
        linesCallback = channel(Framing.LINES_CALLBACK);
        linesBytes = channel(Framing.LINES_BYTES);
        framesCallback = channel(Framing.FRAMES_CALLBACK);
        framesBytes = channel(Framing.FRAMES_BYTES);
    }

    /// `LineBasedFrameDecoder` and a callback for each line.
    ///
    /// @return how many lines came back
    @Benchmark
    public int linesCallback() {
        return answers(linesCallback, lines);
    }

    /// `Bytes.readLine` in a coroutine.
    ///
    /// @return how many lines came back
    @Benchmark
    public int linesBytes() {
        return answers(linesBytes, lines);
    }

    /// `LengthFieldBasedFrameDecoder` and a callback for each frame.
    ///
    /// @return how many frames came back
    @Benchmark
    public int framesCallback() {
        return answers(framesCallback, frames);
    }

    /// `Bytes.readInt` and `Bytes.readExactly` in a coroutine.
    ///
    /// @return how many frames came back
    @Benchmark
    public int framesBytes() {
        return answers(framesBytes, frames);
    }

    private static EmbeddedChannel channel(Framing server) {
        EmbeddedChannel channel = new EmbeddedChannel(server.newHandlers());
        channel.runPendingTasks();
        return channel;
    }

    private int answers(EmbeddedChannel channel, byte[] bytes) {
        channel.writeInbound(channel.alloc().directBuffer(bytes.length).writeBytes(bytes));
        int answers = 0;
        for (ByteBuf each; (each = channel.readOutbound()) != null; each.release()) answers++;
        if (answers != messages) throw new IllegalStateException(answers + " of " + messages);
        return answers;
    }
}
