package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.strait.transport.CoroutineHandler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the bridge adds to Netty's own work, without a kernel in between: an echo in an
/// [EmbeddedChannel], once as a callback handler and once as a coroutine. One operation is one read
/// that brings `messages` messages of 64 bytes, each in a pooled buffer of its own as a transport
/// makes them, their echo, and one flush.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+AlwaysPreTouch",
            "-Xms1g",
            "-Xmx1g"
        })
public class EmbeddedEchoBenchmark {
    /// How many messages one read brings.
    @Param({"1", "16"})
    int messages;

    private Object[] batch = {};
    private EmbeddedChannel callback = new EmbeddedChannel();
    private EmbeddedChannel coroutine = new EmbeddedChannel();

    /// Makes the two channels.
    @Setup
    public void open() {
        batch = new Object[messages];
        callback = channel(new CallbackEcho());
        coroutine =
                channel(
                        CoroutineHandler.of(
                                connection -> {
                                    for (ByteBuf data; (data = connection.read()) != null; )
                                        connection.write(data);
                                }));
    }

    /// The echo as it is written without Strait.
    @Benchmark
    public int callback() {
        return echo(callback);
    }

    /// The same as a coroutine.
    @Benchmark
    public int coroutine() {
        return echo(coroutine);
    }

    private static EmbeddedChannel channel(ChannelHandler echo) {
        EmbeddedChannel channel = new EmbeddedChannel(echo);
        channel.runPendingTasks();
        return channel;
    }

    private int echo(EmbeddedChannel channel) {
        for (int i = 0; i < messages; i++) {
            batch[i] = channel.alloc().directBuffer(64).writerIndex(64);
        }
        channel.writeInbound(batch);
        int echoed = 0;
        for (ByteBuf echo; (echo = channel.readOutbound()) != null; echo.release()) echoed++;
        if (echoed != messages) throw new IllegalStateException("echoed " + echoed);
        return echoed;
    }

    private static final class CallbackEcho extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
