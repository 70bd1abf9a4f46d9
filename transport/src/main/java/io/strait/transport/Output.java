package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// The sending side of a connection: what was written and is not in the kernel yet, and the task
/// that waits for that. All of it happens on the event loop.
final class Output {
    private final ChannelHandlerContext context;
    private final Channel channel;
    private final ReadyQueue queue;
    private final Task owner; // flushes whenever it suspends

    @Nullable Output nextUnflushed; // in the ready queue's list

    private @Nullable Task writer;
    private int pending; // writes whose promise is not complete
    private boolean unflushed; // something was written since the last flush
    private boolean listed; // the ready queue will flush it at the end of the turn
    private boolean closing; // close the channel once nothing is pending
    private boolean ended;
    private @Nullable Throwable failure; // of a write that nobody has been told of

    Output(ChannelHandlerContext context, ReadyQueue queue, Task owner) {
        this.context = context;
        this.channel = context.channel();
        this.queue = queue;
        this.owner = owner;
        owner.setOutput(this);
    }

    // The writing task's side.

    /// Waits until the channel is writable, then queues the message. If it throws, the message was
    /// released and nothing of it will be sent.
    void write(Task task, Object message) throws IOException {
        try {
            awaitWritable(task);
        } catch (Throwable t) {
            ReferenceCountUtil.release(message);
            throw t;
        }
        pending++;
        context.write(message, new Write(channel, this));
        unflushed = true;
        if (task != owner && !listed) {
            listed = true;
            queue.flushLater(this);
        }
        throwFailure(); // if it failed on the spot
    }

    private void awaitWritable(Task task) throws IOException {
        requireNoWriter(task);
        while (!channel.isWritable() && canSend()) park(task);
        throwFailure();
        if (closing) throw failure(new ClosedChannelException());
    }

    /* A channel that can't is not writable either, but nobody would ever say that it is writable again. */
    private boolean canSend() {
        return channel.isActive()
                && !(channel instanceof DuplexChannel duplex && duplex.isOutputShutdown());
    }

    void flush(Task task) throws IOException {
        requireNoWriter(task);
        flushNow();
        while (pending > 0 && !ended) park(task);
        throwFailure();
        if (pending > 0) throw failure(new ClosedChannelException());
    }

    void shutdown(Task task) throws IOException {
        if (!(channel instanceof DuplexChannel duplex)) {
            throw new UnsupportedOperationException(
                    "cannot shut the output of "
                            + channel
                            + " down: this kind of channel has no half-close; close it");
        }
        flush(task);
        if (duplex.isOutputShutdown()) return;
        ChannelFuture shutdown = duplex.shutdownOutput();
        if (!shutdown.isDone()) shutdown.addListener(done -> wakeWriter());
        while (!shutdown.isDone()) park(task);
        if (!shutdown.isSuccess()) throw failure(shutdown.cause());
    }

    private void requireNoWriter(Task task) {
        if (writer != null) {
            throw new IllegalStateException(
                    "cannot write to "
                            + channel
                            + " in the coroutine of "
                            + task
                            + ": that of "
                            + writer
                            + " is writing to it already, and a connection has one writer");
        }
    }

    private void park(Task task) {
        writer = task;
        try {
            task.park();
        } finally {
            writer = null;
        }
    }

    boolean isWriter(Task task) {
        return writer == task;
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            Throwable cause = failure;
            failure = null;
            throw failure(cause);
        }
    }

    private IOException failure(Throwable cause) {
        String why =
                cause instanceof ClosedChannelException
                        ? "the channel is closed"
                        : cause.getMessage();
        return new IOException("writing to " + channel + " failed: " + why, cause);
    }

    // The loop's side.

    /// The end of a turn in which another task wrote here.
    void flushPending() {
        listed = false;
        flushNow();
    }

    void flushNow() {
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
    }

    /// A write is done, or has failed with `cause`. A handler with an executor of its own may say
    /// so from there.
    void completed(@Nullable Throwable cause) {
        if (!queue.isOfCurrentThread()) {
            context.executor().execute(() -> completed(cause));
            return;
        }
        pending--;
        if (cause != null && failure == null) failure = cause;
        if (pending > 0) return;
        if (closing) {
            reportFailure();
            context.close();
        }
        wakeWriter();
    }

    void writabilityChanged() {
        if (channel.isWritable()) wakeWriter();
    }

    /// Somebody ended our side of the connection.
    void outputEnded() {
        wakeWriter();
    }

    /// Closes the channel once what was written is in the kernel.
    void closeWhenWritten() {
        if (closing) return;
        closing = true;
        flushNow();
        if (pending == 0) context.close();
    }

    /// The channel is gone.
    void end() {
        ended = true;
        wakeWriter();
    }

    /// Tells the pipeline of a write that failed, if no write or flush has thrown it, or will.
    /// Writes that were given up because somebody closed the channel are no news.
    void reportFailure() {
        Throwable untold = failure;
        failure = null;
        if (untold != null && !(untold instanceof ClosedChannelException))
            context.fireExceptionCaught(untold);
    }

    private void wakeWriter() {
        if (writer != null) writer.wake();
    }
}
