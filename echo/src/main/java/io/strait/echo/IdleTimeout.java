package io.strait.echo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Closes a connection on which no byte has moved, in either direction, for a while.
final class IdleTimeout extends IdleStateHandler {
    /*
     * A process that was stopped for a while (SIGSTOP, a debugger, a machine that slept) finds its timers due before
     * it finds the data that has come meanwhile: a signal ends the loop's wait without any events. So what is due is
     * only a suspicion, and the connection is closed if the transport has brought nothing by the next look.
     */
    private static final long MILLIS_TO_LOOK = 100;

    private boolean suspected; // and nothing has come since
    private long sent; // at the suspicion

    IdleTimeout(Duration timeout) {
        super(true, 0, 0, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Netty compares what waits to be sent with what waited at the event before, so a first event
    /// says nothing of a slow write: the next one will.
    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (event.isFirst() && pending(context) > 0) return;
        if (suspected) return; // a timeout that is shorter than the look
        suspected = true;
        sent = pending(context);
        context.executor().schedule(() -> look(context), MILLIS_TO_LOOK, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (suspected && pending(context) == sent) context.close();
        suspected = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        suspected = false;
        super.channelRead(context, message);
    }

    private static long pending(ChannelHandlerContext context) {
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }
}
