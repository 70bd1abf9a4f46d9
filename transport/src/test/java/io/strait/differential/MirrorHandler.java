package io.strait.differential;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Reads what it flushes, at once: the peer's answer comes inside the call. It does so three times.
 */
final class MirrorHandler extends ChannelDuplexHandler {
    private int flushes;

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (++flushes > 3 || !context.channel().isActive()) return;
        context.fireChannelRead(Alphabet.bytes("a;", context.alloc()));
        context.fireChannelReadComplete();
    }
}
