package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.strait.task.Loop;
import io.strait.task.Source;
import io.strait.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A channel as a coroutine sees it: reading and writing suspend the coroutine, never the event
/// loop.
///
/// ```java
/// for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
/// ```
///
/// **Whose it is.** With a [CoroutineHandler] it has a coroutine of its own, with which it ends.
/// One that a [Connector] has opened belongs to the task that called it.
///
/// **Thread.** A connection belongs to its channel's event loop. The methods that suspend are for
/// the coroutines of that loop: the connection's own one, what that has forked, and those of other
/// connections on the same loop. Anywhere else they throw an `IllegalStateException`, and `write`
/// has then still released its message. The others say what they allow.
///
/// **One reader, writers in turn.** One coroutine at a time may wait to read. A second one is
/// refused with an `IllegalStateException` that names the first. Writers of whole messages wait
/// their turn, in the order in which they came.
///
/// **Flushing** needs no call. What a coroutine wrote is flushed when it suspends or ends, once for
/// all. While it answers the messages of one read of the transport, that is once for all of them.
///
/// @param <M> the type of message that the pipeline delivers
public final class Connection<M> extends Link<M> implements AutoCloseable {
    private final CoroutineHandler.@Nullable Body<M> body;

    /// One with a coroutine of its own.
    Connection(
            ChannelHandlerContext context,
            ConnectionOptions options,
            CoroutineHandler.Body<M> body) {
        super(context, options, null);
        this.body = body;
    }

    /// One that belongs to the task that opens it.
    Connection(ChannelHandlerContext context, ConnectionOptions options, NettyTask opener) {
        super(context, options, opener);
        this.body = null;
    }

    @Override
    void run() throws Exception {
        if (body != null) body.run(this);
    }

    // For coroutines.

    /// The next message; suspends until there is one. It is then the caller's, to be released or
    /// written.
    ///
    /// While a connection isn't read, nothing is asked of its peer: at most one read's worth waits
    /// in memory.
    ///
    /// @return the message, or null after the peer's last one, again and again
    /// @throws IOException if the connection was reset, its end is none under TLS (there was no
    ///   close_notify), or a handler in front of this one failed, with the cause
    public @Nullable M read() throws IOException {
        try {
            return input.read(currentTask("read from"), Loop.NO_DEADLINE);
        } catch (TimeoutException withoutDeadline) {
            throw new AssertionError(withoutDeadline);
        }
    }

    /// The next message; suspends until there is one, for `timeout` at most. A read that timed out
    /// has lost nothing: what arrives later is for the next one.
    ///
    /// @param timeout for how long; zero or less, if only what is there already is wanted
    /// @return the message, or null after the peer's last one, again and again
    /// @throws TimeoutException if there was no message and no end in time
    /// @throws IOException as [#read()] does
    public @Nullable M read(Duration timeout) throws IOException, TimeoutException {
        return input.read(currentTask("read from"), TimeUnit.NANOSECONDS.convert(timeout));
    }

    /// The next message, for a [io.strait.task.Select], which gets what [#read()] returns and
    /// throws. The peer is asked for it while the select waits. If another source was faster,
    /// whatever has arrived stays for the next read. In a select, too, a connection has one reader.
    ///
    /// The end of input is ready again and again: whoever has got null removes it from the select.
    ///
    /// @return a source, for one coroutine of its event loop at a time
    public Source<@Nullable M, IOException> reading() {
        return new Reading<>(input, loop, channel());
    }

    /// Queues a message to be sent, and takes it over. It suspends first while the channel isn't
    /// writable, that is, while the peer takes less than is being written (the channel's
    /// `WRITE_BUFFER_WATER_MARK`), and while others wait to write, who came before.
    ///
    /// @param message something that the pipeline can send; released whatever happens
    /// @throws IOException if this message, or one before it of which nobody was told, could not be
    ///   sent. This one then won't be
    /// @throws io.strait.task.Cancelled if the coroutine was cancelled while it waited; the message
    ///   was then not queued
    public void write(Object message) throws IOException {
        try {
            write(message, Loop.NO_DEADLINE);
        } catch (TimeoutException withoutDeadline) {
            throw new AssertionError(withoutDeadline);
        }
    }

    /// Queues a message to be sent as [#write(Object)] does, if it can within `timeout`.
    ///
    /// @param message something that the pipeline can send; released whatever happens
    /// @param timeout for how long it may wait; zero or less, if it must not wait at all
    /// @throws TimeoutException if the channel was not writable in time; the message was then not
    ///   queued. What was queued before has the [ConnectionOptions#closeLimit] once the coroutine
    ///   ends; `channel().close()` drops it at once
    /// @throws IOException as [#write(Object)] does
    public void write(Object message, Duration timeout) throws IOException, TimeoutException {
        write(message, TimeUnit.NANOSECONDS.convert(timeout));
    }

    private void write(Object message, long nanos) throws IOException, TimeoutException {
        Objects.requireNonNull(message, "message");
        Task writer;
        try {
            writer = currentTask("write to");
        } catch (Throwable t) {
            ReferenceCountUtil.safeRelease(message);
            throw t;
        }
        try {
            output.write(writer, writer != own, message, nanos);
        } catch (IOException failed) {
            throw withReason(failed);
        }
    }

    /// Ready when a write would not wait, for a [io.strait.task.Select]: so a coroutine that has
    /// something to send to a slow peer hears others meanwhile. It waits its turn among the
    /// writers; the coroutine's next write doesn't wait, if it follows at once. There is nothing to
    /// be fetched from its case. When the channel is closed it is ready, too, and the write throws.
    ///
    /// @return a source, for one coroutine of its event loop at a time
    public Source<@Nullable Void, RuntimeException> writable() {
        return output.writers().writable();
    }

    /// Suspends until everything written so far has reached the kernel. Rarely needed: writes are
    /// flushed automatically.
    ///
    /// @throws IOException if something could not be sent
    public void flush() throws IOException {
        try {
            flush(Loop.NO_DEADLINE);
        } catch (TimeoutException withoutDeadline) {
            throw new AssertionError(withoutDeadline);
        }
    }

    /// Suspends until everything written so far has reached the kernel, for `timeout` at most. What
    /// has not by then is still on its way.
    ///
    /// @param timeout for how long; zero or less, if only what is sent on the spot counts
    /// @throws TimeoutException if something was not sent in time
    /// @throws IOException if something could not be sent
    public void flush(Duration timeout) throws IOException, TimeoutException {
        flush(TimeUnit.NANOSECONDS.convert(timeout));
    }

    private void flush(long nanos) throws IOException, TimeoutException {
        try {
            output.flush(currentTask("flush"), nanos);
        } catch (IOException failed) {
            throw withReason(failed);
        }
    }

    /// Ends our side of the connection, after what was written: the peer reads an end of input. It
    /// can go on sending, and we can go on reading. Suspends until it is done. Behind an
    /// `SslHandler` it sends close_notify, and leaves the socket as it is.
    ///
    /// @throws IOException if something could not be sent
    /// @throws UnsupportedOperationException if the channel has no half-close (an
    ///   `EmbeddedChannel`, for instance), or is under a TLS before 1.3, which has none
    public void shutdownOutput() throws IOException {
        HalfClose halfClose = new HalfClose(context, loop, output);
        try {
            halfClose.shutdownOutput(currentTask("shut the output down of"));
        } catch (IOException failed) {
            throw withReason(failed);
        }
    }

    // For everybody.

    /// Queues a message to be sent, and takes it over, if the channel is writable now. Never waits.
    /// This is the door for broadcast: any thread may send to any connection, and one whose peer is
    /// slow refuses, instead of holding the others up. What to do then is the caller's policy: drop
    /// the message, or close that connection.
    ///
    /// A message that is queued is flushed as a `write` is, from outside of a coroutine at once. If
    /// it can't be sent, the connection's next `write` or `flush` says so.
    ///
    /// @param message something that the pipeline can send; released whatever happens
    /// @return whether it is queued; false if the channel isn't writable, or isn't open
    public boolean offer(Object message) {
        return output.offer(Objects.requireNonNull(message, "message"));
    }

    /// Sends what was written, then closes the channel. A connection that a task has opened is over
    /// with that: what still fails goes down the pipeline. Does not suspend or wait: the closing
    /// may last as long as the peer takes to receive (`channel().close()` doesn't wait for it),
    /// unless it takes nothing for the [ConnectionOptions#closeLimit]. From now on reads return
    /// null and writes fail; closing again does nothing. From another thread it is handed to the
    /// event loop, and does nothing if that has ended: its channels are closed then.
    @Override
    public void close() {
        if (loop.isCurrent()) closeHere();
        else loop.deliver(this::closeHere);
    }

    /// Netty's channel, with its addresses, options and attributes. Its `read`, `write` and
    /// `setAutoRead` are better left alone.
    ///
    /// @return the channel
    public Channel channel() {
        return context.channel();
    }

    /// The channel, for messages.
    @Override
    public String toString() {
        return "connection " + context.channel();
    }

    private Task currentTask(String operation) {
        return loop.currentTask(operation, context.channel());
    }
}
