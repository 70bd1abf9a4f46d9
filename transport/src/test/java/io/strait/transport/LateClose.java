package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;

/**
 * Closes a LocalChannel after both event loops have had some turns: a peer that writes at the same
 * time takes up to three of its own to read what was written to it, and loses it at the close.
 */
final class LateClose extends ChannelOutboundHandlerAdapter {
    private static final int TURNS = 4;

    private final EventLoopGroup ours;
    private final EventLoopGroup theirs;

    LateClose(EventLoopGroup ours, EventLoopGroup theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean onItsLoop = context.channel().isRegistered();
        closeAfter(onItsLoop ? 2 * TURNS : 0, context, promise);
    }

    private void closeAfter(int hops, ChannelHandlerContext context, ChannelPromise promise) {
        if (hops == 0 || ours.isShuttingDown() || theirs.isShuttingDown()) {
            context.close(promise);
        } else {
            (hops % 2 == 0 ? theirs : ours).execute(() -> closeAfter(hops - 1, context, promise));
        }
    }
}
