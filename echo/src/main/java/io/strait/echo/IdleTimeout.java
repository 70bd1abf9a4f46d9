package io.strait.echo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Closes a connection on which no byte has moved, in either direction, for a while.
final class IdleTimeout extends IdleStateHandler {

    IdleTimeout(Duration timeout) {
        super(true, 0, 0, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Netty compares what waits to be sent with what waited at the event before, so a first event
    /// says nothing of a slow write: the next one will.
    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (event.isFirst() && isSending(context)) return;
        context.close();
    }

    private static boolean isSending(ChannelHandlerContext context) {
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        return pending != null && pending.totalPendingWriteBytes() > 0;
    }
}
