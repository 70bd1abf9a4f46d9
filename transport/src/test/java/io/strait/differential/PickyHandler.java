package io.strait.differential;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.util.ReferenceCountUtil;

/** Fails on each message whose word is f, and on each third one that is sent. */
final class PickyHandler extends ChannelDuplexHandler {
    private int written;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (++written % 3 != 0) {
            context.write(message, promise);
            return;
        }
        ReferenceCountUtil.release(message);
        promise.setFailure(new EncoderException("third"));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (Log.word(message) == 'f') {
            ReferenceCountUtil.release(message);
            throw new DecoderException("f");
        }
        context.fireChannelRead(message);
    }
}
