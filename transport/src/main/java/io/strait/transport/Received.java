package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.strait.task.Loop;
import io.strait.task.Task;
import io.strait.task.ThreadContext;
import io.strait.task.Wait;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a connection has received and nobody has read, in order: messages, and between them the
/// failures of the pipeline. Its [Input] is one, rather than having one, as each connection has it.
abstract class Received extends Wait {
    /// A failure of the pipeline, at its place in the queue.
    static final class Failure {
        final Throwable cause;
        boolean told; // thrown by a read that needed what is behind it as well

        Failure(Throwable cause) {
            this.cause = cause;
        }
    }

    /// A message, with what was on the thread when it came. Only where that is asked for.
    private record InContext(Object message, ThreadContext<Object> threadContext, Object captured) {
        InContext with(Object message) {
            return new InContext(message, threadContext, captured);
        }

        void passOn(ChannelHandlerContext context) {
            Runnable before = null;
            try {
                before = threadContext.put(captured);
            } catch (RuntimeException failed) {
                context.fireExceptionCaught(failed); // the message goes without
            }
            try {
                context.fireChannelRead(message);
            } finally {
                if (before != null) before.run();
            }
        }
    }

    final ChannelHandlerContext context;
    private @Nullable Object oldest;
    private @Nullable Fifo others; // as few connections as possible have any
    int seen; // how many of these the reader that waits has looked at

    Received(ChannelHandlerContext context, Loop loop, @Nullable Task owner) {
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

    final int size() {
        return (oldest == null ? 0 : 1) + (others == null ? 0 : others.size());
    }

    /// Whether there is anything that the reader that waits has not seen.
    final boolean hasMore() {
        return seen == 0 ? !isEmpty() : size() > seen;
    }

    /// The first as it is queued: in a wrapper if its context was asked for.
    final @Nullable Object first() {
        return oldest != null || others == null || others.isEmpty() ? oldest : others.get(0);
    }

    /// One of the [#size] that are queued: a message or a failure.
    final Object get(int index) {
        Object queued = queued(index);
        return queued instanceof InContext received ? received.message : queued;
    }

    private Object queued(int index) {
        if (oldest != null && index == 0) return oldest;
        return Objects.requireNonNull(others).get(oldest == null ? index : index - 1);
    }

    /// The same, of which the task whose code calls is about to take something. What was on the
    /// thread when it came is that task's from now on.
    final Object open(int index) {
        Object queued = queued(index);
        if (!(queued instanceof InContext received)) return queued;
        Task.current().takeOver(received.threadContext, received.captured);
        if (index == 0 && oldest != null) oldest = received.message;
        else
            Objects.requireNonNull(others)
                    .set(oldest == null ? index : index - 1, received.message);
        return received.message;
    }

    final void add(Object received) {
        if (isEmpty()) {
            oldest = received;
        } else {
            if (others == null) others = new Fifo();
            others.add(received);
        }
    }

    /// Adds a message, with what is on the thread if the owner wants to know that.
    @SuppressWarnings("unchecked") // It is given only what it has captured itself.
    final void addMessage(Object message) {
        Task owner = usual();
        ThreadContext<?> wanted = owner == null ? null : owner.threadContext();
        if (wanted == null) {
            add(message);
            return;
        }
        Object captured = null;
        try {
            captured = wanted.capture();
        } finally {
            add(
                    captured == null
                            ? message // it failed; the message is not to be lost
                            : new InContext(message, (ThreadContext<Object>) wanted, captured));
        }
    }

    /// The message of what was polled by the task whose code calls. What was on the thread when it
    /// came is that task's from now on.
    ///
    /// @param polled no failure
    final Object opened(Object polled) {
        if (!(polled instanceof InContext received)) return polled;
        boolean taken = false;
        try {
            Task.current().takeOver(received.threadContext, received.captured);
            taken = true;
        } finally {
            if (!taken) oldest = received; // it was the oldest
        }
        return received.message;
    }

    /// Puts something in front of all that is queued.
    final void addFirst(Object received) {
        if (oldest != null) {
            if (others == null) others = new Fifo();
            others.addFirst(oldest);
        }
        oldest = received;
    }

    /// Puts one message in the place of the last two. It comes with what the last one came with.
    final void mergeLast(Object both) {
        Object last = pollLast();
        pollLast();
        add(last instanceof InContext received ? received.with(both) : both);
    }

    private @Nullable Object pollLast() {
        Object polled = others == null ? null : others.pollLast();
        if (polled != null) return polled;
        polled = oldest;
        oldest = null;
        return polled;
    }

    final @Nullable Object lastUnread() {
        return others == null || others.isEmpty() ? oldest : others.get(others.size() - 1);
    }

    /// What a read throws that has waited for long enough.
    final TimeoutException timeout() {
        return new TimeoutException("nothing to read from " + context.channel() + " in time");
    }

    /// What a read throws for a failure of the pipeline or of the connection.
    final IOException failure(Throwable cause) {
        return new IOException(
                "reading from " + context.channel() + " failed: " + Reason.of(cause), cause);
    }

    /// Takes what nobody will read out of the queue.
    ///
    /// @param untold is given the failures among it
    final void releaseUnread(Consumer<Throwable> untold) {
        for (Object next; (next = poll()) != null; ) {
            if (next instanceof Failure failure) {
                if (!failure.told) untold.accept(failure.cause);
            }
            // One that somebody else has released already must not keep the others, nor the
            // channel.
            else
                ReferenceCountUtil.safeRelease(
                        next instanceof InContext received ? received.message : next);
        }
    }

    /// Hands what nobody will read to the next handler.
    void passOnUnread() {
        boolean any = !isEmpty();
        for (Object next; (next = poll()) != null; ) {
            if (next instanceof Failure failure) context.fireExceptionCaught(failure.cause);
            else if (next instanceof InContext received) received.passOn(context);
            else context.fireChannelRead(next);
        }
        if (any) context.fireChannelReadComplete();
    }
}
