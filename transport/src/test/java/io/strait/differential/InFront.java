package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Directly in front of the handler under test: logs when its channelRead begins and ends. */
final class InFront extends ChannelInboundHandlerAdapter {
    private final Log log;

    InFront(Log log) {
        this.log = log;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        String text = Log.text(message);
        log.add("    > " + text);
        context.fireChannelRead(message);
        log.add("    < " + text);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        log.add("    > complete");
        context.fireChannelReadComplete();
        log.add("    < complete");
    }
}
