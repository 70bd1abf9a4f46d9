package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Passes each message on a while later, of its own accord, and ends no batch then. */
final class DelayHandler extends ChannelInboundHandlerAdapter {
    private final int millis;
    private final Deque<Object> held = new ArrayDeque<>();

    DelayHandler(int millis) {
        this.millis = millis;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        held.add(message);
        context.executor().schedule(() -> passOn(context), millis, TimeUnit.MILLISECONDS);
    }

    private void passOn(ChannelHandlerContext context) {
        Object message = held.poll();
        if (message != null) context.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        for (Object message; (message = held.poll()) != null; ) ReferenceCountUtil.release(message);
    }
}
