package io.strait.bench.duel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.LinkedBlockingQueue;

/// Hands each message to the connection's virtual thread, which writes the answers and flushes when
/// its queue is empty.
final class VirtualThreadHop extends ChannelInboundHandlerAdapter {
    private static final Object END = new Object();

    private final LinkedBlockingQueue<Object> messages = new LinkedBlockingQueue<>();

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Thread.startVirtualThread(() -> echo(context));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        messages.add(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        messages.add(END);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void echo(ChannelHandlerContext context) {
        try {
            for (Object message; (message = messages.take()) != END; ) {
                // The last one takes the flush along: one task for the event loop instead of two.
                if (messages.isEmpty()) context.writeAndFlush(message, context.voidPromise());
                else context.write(message, context.voidPromise());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            messages.forEach(ReferenceCountUtil::release);
        }
    }
}
