package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Behind the handler under test: logs what reaches it. */
final class Behind extends ChannelInboundHandlerAdapter {
    private final Log log;
    private final Conversation conversation;

    Behind(Log log, Conversation conversation) {
        this.log = log;
        this.conversation = conversation;
    }

    private void passed(String what) {
        log.add("            passed: " + what);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        passed("active");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        passed("inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        passed(Log.text(message));
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        passed("complete");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        passed(Log.event(event));
        if (event.equals("event") && conversation.is("evicts"))
            Script.remove(context.pipeline(), Script.NAME);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        passed(context.channel().isWritable() ? "writable" : "unwritable");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        passed(Log.failure(cause));
        if (conversation.is("closes")) context.close();
    }
}
