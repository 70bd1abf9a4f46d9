package io.strait.fuzz;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds messages that nobody has asked for, and gives one for each read, as Netty's
 * FlowControlHandler does. Everything else overtakes them.
 */
final class Holder extends ChannelDuplexHandler {
    private final Deque<Message> held = new ArrayDeque<>();
    private boolean demanded;
    private boolean gone;

    @Override
    public void read(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            demanded = true;
            context.read();
            return;
        }
        do context.fireChannelRead(held.remove());
        while (passesAll(context) && !held.isEmpty());
        if (held.isEmpty()) context.fireChannelReadComplete();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Message ours)) {
            context.fireChannelRead(message);
        } else if (gone) {
            ReferenceCountUtil.safeRelease(ours);
        } else if (demanded || passesAll(context)) {
            demanded = false;
            context.fireChannelRead(ours);
        } else {
            held.add(ours);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (held.isEmpty()) context.fireChannelReadComplete();
    }

    private static boolean passesAll(ChannelHandlerContext context) {
        return context.channel().config().isAutoRead();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        held.forEach(ReferenceCountUtil::safeRelease);
        held.clear();
        context.fireChannelInactive();
    }
}
