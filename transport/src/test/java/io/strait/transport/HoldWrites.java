package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is written back, as a peer that does not read would, until it is told what becomes of
 * it.
 */
final class HoldWrites extends ChannelOutboundHandlerAdapter {
    private record Held(Object message, ChannelPromise promise) {}

    private final Deque<Held> held = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        held.add(new Held(message, promise));
    }

    int size() {
        return held.size();
    }

    /** Sends all of it. */
    void release() {
        for (Held next; (next = held.poll()) != null; ) context.write(next.message, next.promise);
        context.flush();
    }

    /** Pretends that the oldest was sent. */
    void succeed() {
        Held first = held.remove();
        ReferenceCountUtil.release(first.message);
        first.promise.setSuccess();
    }

    /** Fails the oldest. */
    void fail(Throwable cause) {
        Held first = held.remove();
        ReferenceCountUtil.release(first.message);
        first.promise.setFailure(cause);
    }
}
