package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Puts something on the thread while a message is on its way, as tracing and MDC do. */
final class SpanHandler extends ChannelInboundHandlerAdapter {
    private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> "");

    private int messages;

    /** What is on the thread; empty if nothing is. */
    static String current() {
        return CURRENT.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        String before = CURRENT.get();
        CURRENT.set(" in span " + ++messages);
        try {
            context.fireChannelRead(message);
        } finally {
            CURRENT.set(before);
        }
    }
}
