package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What came to a callback handler that was busy: messages, and failures at their place. */
final class Unread {
    record Failure(Throwable cause) {}

    private final Deque<Object> queue = new ArrayDeque<>();
    private Throwable lastFailure; // if nothing came after it

    void add(Object message) {
        queue.add(message);
        lastFailure = null;
    }

    void addFailure(Throwable cause) {
        queue.add(new Failure(cause));
        lastFailure = cause;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** A message, a {@link Failure}, or null. */
    Object poll() {
        return queue.poll();
    }

    /** What came last of all, if it is a failure. */
    Throwable lastFailure() {
        return lastFailure;
    }

    /** The same, if nobody has read it yet, or it is the transport's. */
    Throwable reasonToClose() {
        return queue.peekLast() instanceof Failure(Throwable cause) ? cause : transportFailure();
    }

    /** What came last of all, if it is the transport's failure. */
    Throwable transportFailure() {
        return lastFailure instanceof IOException ? lastFailure : null;
    }

    /** Nobody wants any of it. */
    void release(Consumer<Throwable> untold) {
        for (Object next; (next = queue.poll()) != null; ) {
            if (next instanceof Failure(Throwable cause)) untold.accept(cause);
            else ReferenceCountUtil.release(next);
        }
    }

    /** The next handler gets it. */
    void passOn(ChannelHandlerContext context) {
        boolean any = !queue.isEmpty();
        for (Object next; (next = queue.poll()) != null; ) {
            if (next instanceof Failure(Throwable cause)) context.fireExceptionCaught(cause);
            else context.fireChannelRead(next);
        }
        if (any) context.fireChannelReadComplete();
    }
}
