package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import jdk.internal.vm.Continuation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// A message for one of many connections, each of which has been left alone for so long that little
/// of it is in the processor's caches: in-memory channels, visited in a shuffled order, with other
/// memory touched between two visits as other work would. The figures to look at are the
/// differences to the callback's.
public class ColdBenchmark extends Measured {
    private static final int TOUCHED = 10 << 10; // bytes between two visits
    private static final int OTHERS = 32 << 20; // bytes, of which those are
    private static final int CACHE_LINE = 64;

    /// How many connections there are.
    @Param({"1000", "10000"})
    int connections;

    private EmbeddedChannel[] callbacks = {};
    private EmbeddedChannel[] switches = {};
    private EmbeddedChannel[] coroutines = {};
    private byte[] others = {};
    private int at;
    private int touchedAt;

    /// Makes the channels.
    @Setup
    public void open() {
        callbacks = shuffled(Echo.CALLBACK::newHandler);
        switches = shuffled(CallbackAndSwitch::new);
        coroutines = shuffled(Echo.COROUTINE::newHandler);
        others = new byte[OTHERS];
    }

    private EmbeddedChannel[] shuffled(Supplier<ChannelHandler> handlers) {
        List<EmbeddedChannel> channels = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            EmbeddedChannel channel = new EmbeddedChannel(handlers.get());
            channel.runPendingTasks();
            channels.add(channel);
        }
        Collections.shuffle(channels, new Random(connections));
        return channels.toArray(EmbeddedChannel[]::new);
    }

    /// The touching alone.
    ///
    /// @return something of it
    @Benchmark
    public int empty() {
        return touchOthers();
    }

    /// The echo as it is written without Strait.
    ///
    /// @return how many messages came back
    @Benchmark
    public int callback() {
        return visit(callbacks);
    }

    /// The same, which besides resumes a bare continuation: the least that a coroutine can cost.
    ///
    /// @return how many messages came back
    @Benchmark
    public int callbackAndSwitch() {
        return visit(switches);
    }

    /// The echo as a coroutine.
    ///
    /// @return how many messages came back
    @Benchmark
    public int coroutine() {
        return visit(coroutines);
    }

    private int touchOthers() {
        int sum = 0;
        for (int i = 0; i < TOUCHED; i += CACHE_LINE) {
            sum += others[touchedAt];
            touchedAt = (touchedAt + CACHE_LINE) % OTHERS;
        }
        return sum;
    }

    private int visit(EmbeddedChannel[] channels) {
        int sum = touchOthers();
        at = (at + 1) % channels.length;
        EmbeddedChannel channel = channels[at];
        channel.writeInbound(channel.alloc().directBuffer(64).writerIndex(64));
        ByteBuf echo = channel.readOutbound();
        if (echo == null) throw new IllegalStateException("nothing came back");
        echo.release();
        return sum + 1;
    }

    private static final class CallbackAndSwitch extends Echo.Callback {
        private final Continuation parked = Parked.continuation(0);

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            parked.run();
            super.channelReadComplete(context);
        }
    }
}
