package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** A handler that does with each write what its test says. */
final class OnWrite extends ChannelOutboundHandlerAdapter {
    @FunctionalInterface
    interface Action {
        void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
                throws Exception;
    }

    private final Action action;

    OnWrite(Action action) {
        this.action = action;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
            throws Exception {
        action.write(context, message, promise);
    }
}
