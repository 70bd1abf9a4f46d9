package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One direction of a connection through a {@link FaultProxy}: what it reads, it writes there. */
final class FaultyPipe extends ChannelInboundHandlerAdapter {
    private static final int LONGEST = 100_000;

    private final SocketChannel sink;
    private final FaultProxy.Fault fault;
    private final Random random;
    private final int slowness; // one piece in ten, or in two, is late
    private final Deque<ByteBuf> pieces = new ArrayDeque<>();
    private int untilFault;
    private boolean struck; // the rest is thrown away
    private boolean busy;
    private boolean ended;
    private boolean done;

    FaultyPipe(SocketChannel sink, FaultProxy.Fault fault, Random random) {
        this.sink = sink;
        this.fault = fault;
        this.random = random;
        slowness = random.nextInt(4) == 0 ? 2 : 10;
        untilFault = random.nextInt(LONGEST);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        for (int cuts = random.nextInt(4); cuts > 0 && data.readableBytes() > 1; cuts--)
            pieces.add(data.readRetainedSlice(1 + random.nextInt(data.readableBytes() - 1)));
        pieces.add(data);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!busy) next(context);
    }

    private void next(ChannelHandlerContext context) {
        if (!pieces.isEmpty()) {
            busy = true;
            int millis = random.nextInt(slowness) == 0 ? random.nextInt(4) : 0;
            Runnable send = () -> send(context);
            if (millis == 0) context.executor().execute(send);
            else context.executor().schedule(send, millis, TimeUnit.MILLISECONDS);
        } else if (!ended) {
            context.read();
        } else if (!done) {
            done = true;
            sink.flush();
            endSink();
            // Both directions have ended: nothing is left to be done.
            FaultyPipe other = sink.pipeline().get(FaultyPipe.class);
            if (other == null || other.done) {
                sink.close();
                context.close();
            }
        }
    }

    private void send(ChannelHandlerContext context) {
        busy = false;
        ByteBuf piece = pieces.remove();
        if (fault != FaultProxy.Fault.NONE && piece.readableBytes() >= untilFault && !struck) {
            sink.writeAndFlush(piece.readRetainedSlice(untilFault));
            strike(context);
        }
        untilFault -= piece.readableBytes();
        if (struck) piece.release();
        else if (random.nextBoolean() && !pieces.isEmpty()) sink.write(piece); // joins the next
        else sink.writeAndFlush(piece);
        next(context);
    }

    private void strike(ChannelHandlerContext context) {
        struck = true;
        if (fault == FaultProxy.Fault.HALF_CLOSE) {
            endSink();
        } else {
            reset(sink);
            reset(context.channel());
        }
    }

    private void endSink() {
        if (sink.isActive() && !sink.isOutputShutdown()) sink.shutdownOutput();
    }

    private static void reset(Channel channel) {
        if (channel.isActive()) channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) end(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(context);
    }

    private void end(ChannelHandlerContext context) {
        ended = true;
        if (!busy) next(context);
    }

    /** One end was reset, and so is the other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reset(sink);
        reset(context.channel());
    }
}
