package io.strait.echo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;

/// Closes a connection whose peer has ended its output and takes nothing of its echo for a minute.
/// Such a peer has nothing to say any more; without a limit it would stay for ever, and keepalive
/// doesn't see it, as its kernel lives.
final class EndLimit extends ChannelInboundHandlerAdapter {
    static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && context.channel().isActive()) {
            context.pipeline().addFirst(new IdleTimeout(PATIENCE));
        }
        context.fireUserEventTriggered(event);
    }
}
