package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.strait.task.Loop;
import io.strait.task.Task;
import io.strait.task.Wait;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a connection has received and nobody has read, in order: messages, and between them the
/// failures of the pipeline. Its [Input] is one, rather than having one, as each connection has it.
abstract class Received extends Wait {
    /// A failure of the pipeline, at its place in the queue.
    record Failure(Throwable cause) {}

    final ChannelHandlerContext context;
    private @Nullable Object oldest;
    private @Nullable ArrayDeque<Object> others; // as few connections as possible have any

    Received(ChannelHandlerContext context, Loop loop, Task owner) {
        super(loop, owner);
        this.context = context;
    }

    final @Nullable Object poll() {
        Object polled = oldest;
        if (polled != null) oldest = null;
        else if (others != null) polled = others.poll();
        return polled;
    }

    final boolean isEmpty() {
        return oldest == null && (others == null || others.isEmpty());
    }

    final void add(Object received) {
        if (isEmpty()) {
            oldest = received;
        } else {
            if (others == null) others = new ArrayDeque<>();
            others.add(received);
        }
    }

    final @Nullable Object lastUnread() {
        return others == null || others.isEmpty() ? oldest : others.getLast();
    }

    /// Takes what nobody will read out of the queue.
    ///
    /// @param untold is given the failures among it
    final void releaseUnread(Consumer<Throwable> untold) {
        for (Object next; (next = poll()) != null; ) {
            if (next instanceof Failure failure) untold.accept(failure.cause);
            // One that somebody else has released already must not keep the others, nor the
            // channel.
            else ReferenceCountUtil.safeRelease(next);
        }
    }

    /// Hands what nobody will read to the next handler.
    void passOnUnread() {
        boolean any = !isEmpty();
        for (Object next; (next = poll()) != null; ) {
            if (next instanceof Failure failure) context.fireExceptionCaught(failure.cause);
            else context.fireChannelRead(next);
        }
        if (any) context.fireChannelReadComplete();
    }
}
