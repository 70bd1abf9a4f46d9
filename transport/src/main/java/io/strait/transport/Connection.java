package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A channel as a coroutine sees it: reading and writing suspend the coroutine, never the event
/// loop.
///
/// ```java
/// for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
/// ```
///
/// **Thread.** A connection belongs to its channel's event loop. The methods that suspend are for
/// the coroutines of that loop: the connection's own one, and those of other connections on the
/// same loop (a proxy has two connections and two coroutines, each of which reads one and writes
/// the other). Anywhere else they throw an `IllegalStateException`, and `write` has then still
/// released its message. The others say what they allow.
///
/// **One reader, one writer.** At any time one coroutine may wait to read and one, the same or
/// another, to write. A second one is refused with an `IllegalStateException` that names the first.
///
/// **Flushing** needs no call: what a coroutine wrote is flushed when it suspends or ends, once for
/// all.
///
/// @param <M> the type of message that the pipeline delivers
public final class Connection<M> {
    private final ChannelHandlerContext context;
    private final ReadyQueue queue;
    final Input<M> input;
    private final Output output;
    private final Task task;
    private boolean started;
    private boolean over; // the coroutine has ended, or will never start
    private boolean closed; // close() was called
    private boolean closeRequested; // of the channel, by whomever on our side
    private boolean detached;
    private boolean gone; // the channel, and the coroutine has been told

    Connection(ChannelHandlerContext context, CoroutineHandler.Body<M> body) {
        this.context = context;
        this.queue = ReadyQueue.ofThread();
        this.task = new Task(queue, context.channel(), () -> body.run(this), this::ended);
        this.input = new Input<>(context, queue, task);
        this.output = new Output(context, queue, task);
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
            return input.read(currentTask("read from"), Input.NO_DEADLINE);
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
        Task reader = currentTask("read from");
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        return nanos <= 0 ? input.poll(reader) : input.read(reader, input.deadlineIn(nanos));
    }

    /// Queues a message to be sent, and takes it over. It suspends first while the channel isn't
    /// writable, that is, while the peer takes less than is being written (the channel's
    /// `WRITE_BUFFER_WATER_MARK`).
    ///
    /// @param message something that the pipeline can send; released whatever happens
    /// @throws IOException if this message, or one before it of which nobody was told, could not be
    ///   sent. This one then won't be
    /// @throws java.util.concurrent.CancellationException if the coroutine was cancelled while it
    ///   waited; the message was then not queued
    public void write(Object message) throws IOException {
        Objects.requireNonNull(message, "message");
        Task writer;
        try {
            writer = currentTask("write to");
        } catch (Throwable t) {
            ReferenceCountUtil.safeRelease(message);
            throw t;
        }
        output.write(writer, message);
    }

    /// Suspends until the kernel has all that was written. Needed only by who wants to know: see
    /// above.
    ///
    /// @throws IOException if something could not be sent
    public void flush() throws IOException {
        output.flush(currentTask("flush"));
    }

    /// Ends our side of the connection, after what was written: the peer reads an end of input. It
    /// can go on sending, and we can go on reading. Suspends until it is done. Behind an
    /// `SslHandler` it sends close_notify, and leaves the socket as it is.
    ///
    /// @throws IOException if something could not be sent
    /// @throws UnsupportedOperationException if the channel has no half-close (an
    ///   `EmbeddedChannel`, for instance), or is under a TLS before 1.3, which has none
    public void shutdownOutput() throws IOException {
        output.shutdown(currentTask("shut the output down of"));
    }

    // For everybody.

    /// Sends what was written, then closes the channel. Does not suspend or wait: the closing may
    /// last as long as the peer takes to receive (`channel().close()` doesn't wait for it). From
    /// now on reads return null and writes fail; closing again does nothing. From another thread it
    /// is handed to the event loop.
    public void close() {
        if (queue.isOfCurrentThread()) closeNow();
        else task.eventLoop().execute(this::closeNow);
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
        Task current = queue.current();
        if (current == null) {
            throw new IllegalStateException(
                    "cannot "
                            + operation
                            + " "
                            + context.channel()
                            + " here: only the coroutines"
                            + " of its event loop can, and this is "
                            + (queue.isOfCurrentThread()
                                    ? "a callback"
                                    : "thread '" + Thread.currentThread().getName() + "'"));
        }
        return current;
    }

    private void closeNow() {
        closed = true;
        output.refuseWrites();
        input.releaseUnread();
        input.end();
        output.closeWhenWritten();
    }

    // What the pipeline reports, on the event loop.

    void start() {
        if (started || over) return;
        started = true;
        task.start();
    }

    void received(M message) {
        if (over || closed) ReferenceCountUtil.safeRelease(message);
        else input.receive(message);
    }

    /// The peer may have ended its output before the handler came: then nobody says so again.
    void lookForEarlierEnd() {
        Tls tls = Tls.inFrontOf(context);
        boolean ended =
                context.channel() instanceof DuplexChannel duplex && duplex.isInputShutdown();
        if (ended || (tls != null && tls.inputHasEnded())) inputEnded();
    }

    /// The peer has ended its output, or so it seems.
    void inputEnded() {
        EpollHalfClose.keep(context.channel());
        Throwable truncation = truncation();
        // Over io_uring a write that finds a reset closes the channel only when the read under way
        // has come back, and that one then reads an end. A task later the channel is closed.
        if (truncation != null) input.breakOff(truncation);
        else if (output.hasUnsent()) context.channel().eventLoop().execute(this::endInput);
        else endInput();
    }

    private void endInput() {
        Throwable broken = output.whatBrokeTheChannel();
        if (broken == null) input.end();
        else input.breakOff(broken);
    }

    private @Nullable Throwable truncation() {
        Tls tls = Tls.inFrontOf(context);
        return tls == null || tls.inputHasEnded()
                ? null
                : new SSLException("the peer's output ended without close_notify");
    }

    /// Somebody on our side has asked for the channel's close.
    void closeRequested() {
        closeRequested = true;
    }

    void outputEnded() {
        output.outputEnded();
    }

    /// A failure of the pipeline; false if the coroutine will not hear of it.
    boolean failed(Throwable cause) {
        return !over && input.fail(cause);
    }

    void writabilityChanged() {
        output.writabilityChanged();
    }

    /// The channel is gone: what waits for it goes on, and the connection's own coroutine, should
    /// it wait for something else, is cancelled.
    void inactive() {
        boolean elsewhere = task.isInPark() && !input.isReader(task) && !output.isWriter(task);
        output.end();
        input.breakOff(input.knowsItsEnd() ? null : whyItIsGone());
        if (elsewhere) task.cancel();
        if (!started) {
            over = true;
            input.releaseUnread();
        }
        gone = true;
    }

    /* Null if we or the peer closed it, in due form. */
    private @Nullable Throwable whyItIsGone() {
        Throwable broken = output.whatBrokeTheChannel();
        if (broken != null) return broken;
        // A loop that ends closes its channels by itself, and tells no handler.
        boolean ours = closeRequested || context.channel().eventLoop().isShuttingDown();
        return ours ? null : truncation();
    }

    /// Somebody takes the living channel away from its event loop, to which the coroutine is bound.
    void unregistered() {
        context.close(); // tells nobody that it is inactive, as it isn't registered
        failed(
                new IllegalStateException(
                        "taken off its event loop, on which its coroutine has to stay"));
        inactive();
    }

    /// The handler was taken out of the pipeline of a living channel, which now belongs to the
    /// other handlers: they get what was not read, and the coroutine, unless it is the one that did
    /// it, ends by cancellation. A channel that has closed lives until the pipeline says so.
    ///
    /// @return false if the channel was gone before: its pipeline is being taken apart
    boolean detached() {
        if (gone) return false;
        detached = true;
        if (!started) over = true;
        input.passOnUnread();
        task.cancel();
        input.end();
        output.detach();
        return true;
    }

    /* The coroutine has ended. */
    private void ended(@Nullable Throwable failure) {
        over = true;
        input.releaseUnread();
        if (failure != null) {
            output.flushNow(); // first, since the usual handler behind closes the channel
            context.fireExceptionCaught(failure);
        }
        output.reportFailure();
        if (!detached) closeNow();
    }
}
