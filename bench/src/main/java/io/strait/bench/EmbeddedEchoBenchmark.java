package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import jdk.internal.vm.Continuation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// What the bridge adds to Netty's own work, without a kernel in between: an echo in an
/// [EmbeddedChannel]. One operation is one read that brings `messages` messages of 64 bytes, each
/// in a pooled buffer of its own as a transport makes them, their echo, and one flush.
public class EmbeddedEchoBenchmark extends Measured {
    /// How many messages one read brings.
    @Param({"1", "16"})
    int messages;

    private Object[] batch = {};
    private EmbeddedChannel callback = new EmbeddedChannel();
    private EmbeddedChannel callbackAndSwitch = new EmbeddedChannel();
    private EmbeddedChannel callbackAndSwitches = new EmbeddedChannel();
    private EmbeddedChannel coroutine = new EmbeddedChannel();
    private EmbeddedChannel eachBatch = new EmbeddedChannel();

    /// Makes the channels.
    @Setup
    public void open() {
        batch = new Object[messages];
        callback = channel(Echo.CALLBACK.newHandler());
        callbackAndSwitch = channel(new CallbackAndSwitch());
        callbackAndSwitches = channel(new CallbackAndSwitches());
        coroutine = channel(Echo.COROUTINE.newHandler());
        eachBatch = channel(Echo.EACH_BATCH.newHandler());
    }

    /// Without a channel: the messages are made and released.
    ///
    /// @return how many
    @Benchmark
    public int empty() {
        allocate();
        int released = 0;
        for (Object message : batch) if (((ByteBuf) message).release()) released++;
        return checked(released);
    }

    /// The echo as it is written without Strait.
    ///
    /// @return how many messages came back
    @Benchmark
    public int callback() {
        return echo(callback);
    }

    /// The same, which besides resumes a bare continuation for each read: the least that a
    /// coroutine can cost.
    ///
    /// @return how many messages came back
    @Benchmark
    public int callbackAndSwitch() {
        return echo(callbackAndSwitch);
    }

    /// The same, which resumes a bare continuation for each message: the least that a coroutine can
    /// cost that gets each when a callback would.
    ///
    /// @return how many messages came back
    @Benchmark
    public int callbackAndSwitches() {
        return echo(callbackAndSwitches);
    }

    /// The echo as a coroutine that is resumed once for all messages of a read.
    ///
    /// @return how many messages came back
    @Benchmark
    public int eachBatch() {
        return echo(eachBatch);
    }

    /// The echo as a coroutine.
    ///
    /// @return how many messages came back
    @Benchmark
    public int coroutine() {
        return echo(coroutine);
    }

    private static EmbeddedChannel channel(ChannelHandler echo) {
        EmbeddedChannel channel = new EmbeddedChannel(echo);
        channel.runPendingTasks();
        return channel;
    }

    private void allocate() {
        for (int i = 0; i < messages; i++) {
            batch[i] = callback.alloc().directBuffer(64).writerIndex(64);
        }
    }

    private int echo(EmbeddedChannel channel) {
        allocate();
        channel.writeInbound(batch);
        int echoed = 0;
        for (ByteBuf echo; (echo = channel.readOutbound()) != null; echo.release()) echoed++;
        return checked(echoed);
    }

    private int checked(int count) {
        if (count != messages) throw new IllegalStateException(count + " of " + messages);
        return count;
    }

    private static final class CallbackAndSwitch extends Echo.Callback {
        private final Continuation parked = Parked.continuation(0);

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            parked.run();
            super.channelReadComplete(context);
        }
    }

    private static final class CallbackAndSwitches extends Echo.Callback {
        private final Continuation parked = Parked.continuation(0);

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            parked.run();
            super.channelRead(context, message);
        }
    }
}
