package io.strait.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Who is told of a connection's failures that its coroutine has not dealt with: the handlers
/// behind it, once of each. Used on the event loop alone.
final class Failures {
    private static final System.Logger LOG = System.getLogger("io.strait.transport");

    private final ChannelHandlerContext context;
    private boolean endTold; // that the peer went away
    private @Nullable Throwable reasonGiven; // that a write or flush has thrown

    Failures(ChannelHandlerContext context) {
        this.context = context;
    }

    /// What a write or flush is to throw that failed with `failed`: if the channel is closed, and
    /// somebody said just before what is wrong with it (a timeout handler, for instance), then that
    /// is the reason.
    IOException withReason(IOException failed, @Nullable Throwable saidBefore) {
        boolean closed = failed.getCause() instanceof ClosedChannelException;
        if (saidBefore == null || !closed) return failed;
        reasonGiven = saidBefore;
        return new IOException(
                failed.getMessage() + ", after: " + Reason.of(saidBefore), saidBefore);
    }

    /// Whether a write or flush has thrown it already, as its reason.
    boolean isReasonGiven(Throwable failure) {
        return failure == reasonGiven;
    }

    /// Sends a failure down the pipeline. That the peer went away is told once, and only logged
    /// where there is nobody behind to be interested: Netty would warn of it with a stack trace,
    /// and it happens all day.
    void tell(Throwable failure) {
        if (!PeerGone.isToldBy(failure)) {
            context.fireExceptionCaught(failure);
            return;
        }
        if (endTold) return;
        endTold = true;
        ChannelHandler last = context.pipeline().last();
        if (last != null && last != context.handler()) context.fireExceptionCaught(failure);
        else LOG.log(System.Logger.Level.DEBUG, () -> context.channel() + " has ended: " + failure);
    }
}
