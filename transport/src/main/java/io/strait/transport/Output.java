package io.strait.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
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
    private boolean refusing; // close() was called: no more writes
    private boolean shutDown; // under TLS, where the channel itself does not know of it
    private boolean closing; // close the channel once nothing is pending
    private boolean detached; // nobody will say when the channel is writable
    private boolean ended;
    private @Nullable Throwable failure; // of a write that nobody has been told of

    Output(ChannelHandlerContext context, ReadyQueue queue, Task owner) {
        this.context = context;
        this.channel = context.channel();
        this.queue = queue;
        this.owner = owner;
        owner.setOutput(this);
    }

    Channel channel() {
        return channel;
    }

    // The writing task's side.

    /// Waits until the channel is writable, then queues the message. If it throws, the message was
    /// released and nothing of it will be sent.
    void write(Task task, Object message) throws IOException {
        try {
            awaitWritable(task);
        } catch (Throwable t) {
            ReferenceCountUtil.safeRelease(message);
            throw t;
        }
        Write write = new Write(this);
        pending++;
        context.write(message, write);
        unflushed = true;
        if (task != owner && !listed) {
            listed = true;
            queue.flushLater(this);
        }
        // If it failed on the spot. An earlier one that did so meanwhile is for the next call.
        if (failure != null && write.cause() != null) throwFailure();
    }

    private void awaitWritable(Task task) throws IOException {
        requireNoWriter(task);
        while (!channel.isWritable() && canSend()) park(task);
        throwFailure();
        if (refusing) throw failure(new ClosedChannelException());
        if (shutDown) throw failure(new ChannelOutputShutdownException("its output is shut down"));
    }

    /* A channel that can't is not writable either, but nobody would ever say that it is writable again. */
    private boolean canSend() {
        return channel.isActive()
                && !detached
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
        Tls tls = Tls.inFrontOf(context);
        if (tls == null) {
            shutdownSocket(task);
        } else {
            shutdownTls(task, tls);
            shutDown = true;
        }
    }

    private void shutdownSocket(Task task) throws IOException {
        if (!(channel instanceof DuplexChannel duplex)) {
            throw noHalfClose("this kind of channel has no half-close");
        }
        flush(task);
        if (!duplex.isOutputShutdown()) await(task, duplex.shutdownOutput());
    }

    /* The end of the bytes would be none to the peer's TLS; and close_notify is one on every kind of channel. */
    private void shutdownTls(Task task, Tls tls) throws IOException {
        flush(task);
        if (!tls.handshake().isDone())
            context.read(); // that of a server begins with the client's word
        await(task, tls.handshake());
        if (!tls.hasHalfClose()) throw noHalfClose(tls.version() + " has no half-close");
        if (!tls.outputHasEnded()) await(task, tls.endOutput());
    }

    private UnsupportedOperationException noHalfClose(String why) {
        return new UnsupportedOperationException(
                "cannot shut the output of " + channel + " down: " + why + "; close it");
    }

    private void await(Task task, Future<?> future) throws IOException {
        if (!future.isDone()) future.addListener(done -> wakeWriter());
        while (!future.isDone() && !ended) park(task);
        if (!future.isDone()) throw failure(new ClosedChannelException());
        if (!future.isSuccess()) throw failure(future.cause());
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
        task.throwIfCancelled();
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
            owner.eventLoop().execute(() -> completed(cause));
            return;
        }
        pending--;
        if (cause != null && failure == null) failure = cause;
        if (pending > 0) return;
        if (closing) {
            if (writer == null) reportFailure();
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

    /// From now on nothing is taken any more.
    void refuseWrites() {
        refusing = true;
    }

    /// Closes the channel once what was written is in the kernel.
    void closeWhenWritten() {
        if (closing) return;
        closing = true;
        flushNow();
        if (pending == 0) context.close();
    }

    /// The pipeline reports no longer.
    void detach() {
        detached = true;
        wakeWriter();
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
        if (untold == null || untold instanceof ClosedChannelException) return;
        failure = null;
        context.fireExceptionCaught(untold);
    }

    /// Whether something, anybody's, is on its way to the kernel.
    boolean hasUnsent() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    /// The write, anybody's, whose failure made the transport close the channel; null if that isn't
    /// why it is closed. The transport tells it to nobody but who writes afterwards.
    @Nullable Throwable whatBrokeTheChannel() {
        if (channel.isOpen()) return null;
        Throwable refusal = context.pipeline().firstContext().write(Unpooled.EMPTY_BUFFER).cause();
        return refusal == null ? null : refusal.getCause();
    }

    private void wakeWriter() {
        if (writer != null) writer.wake();
    }
}
