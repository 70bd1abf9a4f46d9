package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.strait.task.Loop;
import io.strait.task.Task;
import io.strait.transport.ConnectionOptions.Resumption;
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
/// **Thread.** A connection belongs to its channel's event loop. The methods that suspend are for
/// the coroutines of that loop: the connection's own one, and those of other connections on the
/// same loop (a proxy has two connections and two coroutines, each of which reads one and writes
/// the other). Anywhere else they throw an `IllegalStateException`, and `write` has then still
/// released its message. The others say what they allow.
///
/// **One reader, writers in turn.** One coroutine at a time may wait to read. A second one is
/// refused with an `IllegalStateException` that names the first. Writers of whole messages wait
/// their turn, in the order in which they came.
///
/// **Flushing** needs no call. What a coroutine wrote is flushed when it suspends or ends, once for
/// all. While it answers the messages of one read of the transport, that is once for all of them.
///
/// @param <M> the type of message that the pipeline delivers
public final class Connection<M> {
    /*
     * What the coroutine does, and what becomes of its tie to the channel:
     *
     *   WAITING ── the channel is active ──► STARTED ── its end ──► OVER
     *      └── the channel is gone, or the handler removed ───────────▲
     *
     *   ATTACHED ── close(), the coroutine's end ──► CLOSING ── all is written, or the limit ──► GONE
     *      ├── the channel is closed by anybody ─────────────────────────────────────────────────▲
     *      └── the handler is removed ──► DETACHED ── the channel is closed ─────────────────────┘
     */
    private enum Life {
        WAITING,
        STARTED,
        OVER
    }

    private enum Tie {
        ATTACHED,
        CLOSING,
        DETACHED,
        GONE
    }

    private final ChannelHandlerContext context;
    private final NettyLoop loop;
    private final long closeLimit; // in nanoseconds
    final Input<M> input;
    private final Output output;
    private @Nullable Failures failures; // seldom any
    private final NettyTask task;
    private Life life = Life.WAITING;
    private Tie tie = Tie.ATTACHED;
    private boolean closed; // close() was called, also after the channel had gone
    private boolean closeRequested; // of the channel, by somebody on our side

    Connection(
            ChannelHandlerContext context,
            CoroutineHandler.Body<M> body,
            ConnectionOptions options) {
        this.context = context;
        this.loop = NettyLoop.of(context.channel().eventLoop());
        this.closeLimit = TimeUnit.NANOSECONDS.convert(options.closeLimit());
        this.output = new Output(context, loop);
        this.task = new Body(body);
        boolean eachMessage = options.resumption() == Resumption.EACH_MESSAGE;
        this.input = new Input<>(context, loop, task, eachMessage);
    }

    private final class Body extends NettyTask {
        private final CoroutineHandler.Body<M> body;

        Body(CoroutineHandler.Body<M> body) {
            super(loop, output);
            this.body = body;
        }

        @Override
        protected void run() throws Exception {
            body.run(Connection.this);
        }

        @Override
        protected void atEnd(@Nullable Throwable failure) {
            ended(failure);
        }

        /// The channel, which is what people know it by.
        @Override
        public String toString() {
            return channel().toString();
        }
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

    /// Queues a message to be sent, and takes it over. It suspends first while the channel isn't
    /// writable, that is, while the peer takes less than is being written (the channel's
    /// `WRITE_BUFFER_WATER_MARK`), and while others wait to write, who came before.
    ///
    /// @param message something that the pipeline can send; released whatever happens
    /// @throws IOException if this message, or one before it of which nobody was told, could not be
    ///   sent. This one then won't be
    /// @throws java.util.concurrent.CancellationException if the coroutine was cancelled while it
    ///   waited; the message was then not queued
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
    ///   queued
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
            output.write(writer, writer != task, message, nanos);
        } catch (IOException failed) {
            throw failures().withReason(failed, input.reasonToClose());
        }
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
            throw failures().withReason(failed, input.reasonToClose());
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
        output.shutdown(currentTask("shut the output down of"));
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

    /// Sends what was written, then closes the channel. Does not suspend or wait: the closing may
    /// last as long as the peer takes to receive (`channel().close()` doesn't wait for it), unless
    /// it takes nothing for the [ConnectionOptions#closeLimit]. From now on reads return null and
    /// writes fail; closing again does nothing. From another thread it is handed to the event loop,
    /// and does nothing if that has ended: its channels are closed then.
    public void close() {
        if (loop.isCurrent()) closeNow();
        else loop.deliver(this::closeNow);
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

    private void closeNow() {
        closed = true;
        if (tie == Tie.ATTACHED) tie = Tie.CLOSING;
        output.refuseWrites();
        input.releaseUnread(this::tellUnread);
        input.close();
        output.closeWhenWritten(this::closeChannel, closeLimit);
    }

    private void tellUnread(Throwable failure) {
        if (failures == null || !failures.isReasonGiven(failure)) tell(failure);
    }

    private void tell(Throwable failure) {
        output.flush(); // first, since the usual handler behind closes the channel
        failures().tell(failure);
    }

    private Failures failures() {
        if (failures == null) failures = new Failures(context);
        return failures;
    }

    private void closeChannel(@Nullable Throwable failed) {
        if (failed != null) tell(failed);
        context.close();
    }

    // What the pipeline reports, on the event loop.

    void start() {
        if (life != Life.WAITING) return;
        life = Life.STARTED;
        task.start();
    }

    void received(M message) {
        if (life == Life.OVER || closed) {
            ReferenceCountUtil.safeRelease(message);
        } else if (life == Life.WAITING) { // added just now, by whom the message comes from
            input.receiveFirst(message);
            start();
        } else {
            input.receive(message);
            if (!input.isWaiting()) task.tellLateEnd();
        }
    }

    /// The peer may have ended its output before the handler came: then nobody says so again.
    void lookForEarlierEnd() {
        Tls tls = Tls.inFrontOf(context);
        if (isInputShutDown() || (tls != null && tls.inputHasEnded())) inputEnded();
    }

    /// Whether the peer has ended its output, and the channel is open all the same.
    boolean isInputShutDown() {
        return context.channel() instanceof DuplexChannel duplex && duplex.isInputShutdown();
    }

    /// The peer has ended its output, or so it seems.
    void inputEnded() {
        boolean mayBeAsked = EpollHalfClose.keep(context.channel());
        Throwable truncation = Tls.truncation(context);
        // Over io_uring a write that finds a reset closes the channel only when the read under way
        // has come back, and that one then reads an end. A task later the channel is closed.
        if (truncation != null) input.breakOff(truncation);
        else if (Unsent.isAny(context.channel())) loop.deliver(() -> endInput(mayBeAsked));
        else endInput(mayBeAsked);
    }

    private void endInput(boolean mayBeAsked) {
        Throwable broken = Unsent.whatBrokeTheChannelOf(context);
        if (broken == null && mayBeAsked) input.end();
        else if (broken == null) input.close();
        else input.breakOff(broken);
    }

    /// The peer's close_notify has come, if it was for the TLS of this pipeline.
    void tlsEnded() {
        if (Tls.inFrontOf(context) != null) inputEnded();
    }

    /// Somebody on our side has asked for the channel's close.
    void closeRequested() {
        closeRequested = true;
    }

    void outputEnded() {
        output.wakeAll();
    }

    /// A failure of the pipeline; false if the coroutine will not hear of it.
    boolean failed(Throwable cause) {
        return life != Life.OVER && input.fail(cause);
    }

    void writabilityChanged() {
        output.writabilityChanged();
    }

    /// The channel is gone: what waits for it goes on, and the connection's own coroutine, should
    /// it wait for something else, is cancelled.
    void inactive() {
        if (tie == Tie.GONE) return;
        boolean elsewhere = task.isWaiting() && input.waiter() != task && !output.isAwaitedBy(task);
        Throwable why = input.knowsItsEnd() ? null : whyItIsGone();
        tie = Tie.GONE; // before anybody is woken, who might take the handler out
        output.end();
        input.breakOff(why);
        if (elsewhere) task.cancel("the connection is over: " + context.channel());
        if (life == Life.WAITING) {
            life = Life.OVER;
            input.releaseUnread(this::tellUnread);
        }
    }

    /* Null if we or the peer closed it, in due form. */
    private @Nullable Throwable whyItIsGone() {
        Throwable broken = Unsent.whatBrokeTheChannelOf(context);
        if (broken != null) return broken;
        // A loop that ends closes its channels by itself, and tells no handler.
        return closeRequested || loop.isEnding() ? null : Tls.truncation(context);
    }

    /// Somebody takes the living channel away from its event loop, to which the coroutine is bound.
    void unregistered() {
        context.close(); // tells nobody that it is inactive, as it isn't registered
        input.breakOff(
                new IllegalStateException(
                        "taken off its event loop, on which its coroutine has to stay"));
        inactive();
    }

    /// The handler was taken out of the pipeline of a living channel, which now belongs to the
    /// other handlers: they get what was not read. The coroutine ends by cancellation, unless it is
    /// the one that did it: then it goes on, until the channel closes. A channel that has closed
    /// lives until the pipeline says so.
    ///
    /// @return false if the channel was gone before: its pipeline is being taken apart
    boolean detached() {
        if (tie == Tie.GONE) return false;
        tie = Tie.DETACHED;
        if (life == Life.WAITING) life = Life.OVER;
        boolean byItself = loop.queue.current() == task;
        input.passOnUnread();
        if (!byItself)
            task.cancel("its handler was taken out of the pipeline: " + context.channel());
        // Its own reader, if there is one, hears of the cancellation.
        if (byItself || input.waiter() != task) input.close();
        output.detach();
        if (byItself) context.channel().closeFuture().addListener(closed -> inactive());
        return true;
    }

    /// The channel is handed over, and would have been closed at the peer's end of output.
    void closeAfterHandover() {
        output.closeWhenWritten(this::closeChannel, closeLimit);
    }

    /* The coroutine has ended. */
    private void ended(@Nullable Throwable failure) {
        life = Life.OVER;
        if (tie == Tie.DETACHED) input.close();
        if (failure != null) tell(failure);
        input.releaseUnread(this::tellUnread);
        Throwable unsent = output.takeNews();
        if (unsent != null) tell(unsent);
        if (tie != Tie.DETACHED) closeNow();
    }
}
