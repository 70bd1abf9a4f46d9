package io.strait.echo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/// The end of a connection's pipeline: says in one line what went wrong. Peers that vanish are
/// everyday life, and are told of only at level `DEBUG` (`FINE` of java.util.logging), as are the
/// stack traces.
final class FailureLog extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean ofTheNetwork = cause instanceof IOException && !(cause.getCause() instanceof Error);
        if (!ofTheNetwork) {
            LOG.log(System.Logger.Level.WARNING, "{0} is closed: {1}", context.channel(), cause);
        }
        LOG.log(System.Logger.Level.DEBUG, () -> context.channel() + " is closed", cause);
        context.close();
    }
}
