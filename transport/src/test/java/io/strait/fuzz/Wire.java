package io.strait.fuzz;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The transport's part, first in the pipeline: it keeps what is written until the peer takes it.
 */
final class Wire extends ChannelDuplexHandler {
    private record Written(Object message, ChannelPromise promise) {
        void sent(List<Object> sent) {
            sent.add(message.toString());
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }

        void failed(Throwable cause) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(cause);
        }
    }

    /** What the peer got. */
    final List<Object> sent = new ArrayList<>();

    /** Somebody asked for more since the last message. */
    boolean asked;

    boolean hold;

    /** Runs in the middle of the next write; true if that is to fail. */
    OnWrite onWrite;

    /** Runs when more is asked for, each time. */
    Runnable onAsked;

    /** Runs when more is asked for, once. */
    Runnable onRead;

    /** Runs when more is asked for, so many times. */
    Runnable onFastRead;

    int fast;

    /** Runs when something was flushed. */
    Runnable onFlushed = () -> {};

    private final Thread thread = Thread.currentThread();

    private final Deque<Written> unflushed = new ArrayDeque<>();
    private final Deque<Written> flushed = new ArrayDeque<>();

    interface OnWrite {
        boolean fails();
    }

    @Override
    public void read(ChannelHandlerContext context) {
        asked = true;
        onAsked.run();
        Runnable supply = onRead;
        onRead = null;
        if (supply != null) supply.run();
        if (fast > 0) {
            fast--;
            onFastRead.run();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Written written = new Written(message, promise);
        OnWrite now = isHere() ? onWrite : null;
        if (isHere()) onWrite = null;
        boolean fails = now != null && now.fails();
        if (!context.channel().isActive()) written.failed(new ClosedChannelException());
        else if (isOutputShutdown(context))
            written.failed(new ChannelOutputShutdownException("shut"));
        else if (fails) written.failed(new IllegalArgumentException("refused"));
        else unflushed.add(written);
    }

    private boolean isHere() {
        return Thread.currentThread() == thread;
    }

    private static boolean isOutputShutdown(ChannelHandlerContext context) {
        return context.channel() instanceof HalfClosing channel && channel.isOutputShutdown();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        boolean any = !unflushed.isEmpty();
        flushed.addAll(unflushed);
        unflushed.clear();
        if (!hold) take(Integer.MAX_VALUE);
        if (any && isHere()) onFlushed.run();
    }

    void take(int count) {
        for (int i = 0; i < count && !flushed.isEmpty(); i++) flushed.remove().sent(sent);
    }

    void fail(Throwable cause) {
        if (!flushed.isEmpty()) flushed.remove().failed(cause);
    }

    void failOldest(Throwable cause) {
        Written oldest = flushed.isEmpty() ? unflushed.poll() : flushed.poll();
        if (oldest != null) oldest.failed(cause);
    }

    /** Somebody's write finds that the connection is broken. */
    void breakDown(ChannelHandlerContext context) {
        Breakable channel = (Breakable) context.channel();
        if (!channel.isOpen()) return;
        channel.breakDown(context);
        while (!flushed.isEmpty()) flushed.remove().failed(new IOException("Broken pipe"));
        closed(context);
    }

    private void closed(ChannelHandlerContext context) {
        failAll(new ClosedChannelException());
        if (context.channel() instanceof HalfClosing channel) channel.closed();
    }

    void failAll(Throwable cause) {
        flushed.addAll(unflushed);
        unflushed.clear();
        while (!flushed.isEmpty()) flushed.remove().failed(cause);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        context.close(promise);
        closed(context);
    }
}
