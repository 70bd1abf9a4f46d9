package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.strait.task.Task;
import io.strait.transport.ConnectionOptions.Resumption;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What ties a connection to its channel: what the events of the pipeline mean to it, from the
/// moment at which the handler is added to the end of the channel. All of it happens on the event
/// loop.
///
/// A connection has a coroutine of its own, or it was opened by a task and belongs to that: then it
/// is closed when that task ends, and all who use it are guests. Its [Connection] is one, rather
/// than having one, as there are so many.
abstract class Link<M> {
    /*
     * What the coroutine does, and what becomes of its tie to the channel:
     *
     *   WAITING ── the channel is active ──► STARTED ── close() ──► CLOSED ── its end ──► OVER
     *      │                                    └── its end ───────────────────────────────▲
     *      └── the channel is gone, or the handler removed ────────────────────────────────┘
     *
     * If the connection was opened by a task, nothing starts, and close() and that task's end are its end. One that nobody
     * ever gets, as its TLS handshake fails, goes from STARTED to FAILED, where its failures are nobody's news.
     *
     *   ATTACHED ── somebody on our side closes the channel, or will once all is written ──► CLOSING ──┐ the channel
     *      ├───────────────────────────────────────────────────────────────────────────────────────────┤ is closed
     *      └── the handler is removed ──► DETACHED ────────────────────────────────────────────────────┴──► GONE
     */
    private enum Life {
        WAITING,
        STARTED,
        CLOSED,
        OVER,
        FAILED
    }

    private enum Tie {
        ATTACHED,
        CLOSING,
        DETACHED,
        GONE
    }

    final ChannelHandlerContext context;
    final NettyLoop loop;
    final @Nullable NettyTask own; // its coroutine, if it has one of its own
    final Input<M> input;
    final Output output;
    private final long closeLimit; // in nanoseconds
    private final boolean cancelsWhenGone;
    private final @Nullable Opened opened; // by a task, if it has no coroutine
    private @Nullable Failures failures; // seldom any
    private Life life = Life.WAITING;
    private Tie tie = Tie.ATTACHED;

    /// @param opener the task to which it belongs; null for a coroutine of its own
    Link(ChannelHandlerContext context, ConnectionOptions options, @Nullable NettyTask opener) {
        this.context = context;
        this.loop = NettyLoop.of(context.channel().eventLoop());
        this.own = opener == null ? new Own(loop, options) : null;
        this.output = new Output(context, loop);
        this.closeLimit = TimeUnit.NANOSECONDS.convert(options.closeLimit());
        this.cancelsWhenGone = options.cancelsWhenGone();
        boolean eachMessage = options.resumption() == Resumption.EACH_MESSAGE;
        this.input = new Input<>(context, loop, own, eachMessage);
        this.opened = opener == null ? null : opener.opens(this::openerEnded);
    }

    /// What its own coroutine runs.
    abstract void run() throws Exception;

    private final class Own extends NettyTask {
        Own(NettyLoop loop, ConnectionOptions options) {
            super(loop, true);
            shareThreadLocals();
            use(options.tasks());
        }

        @Override
        protected void run() throws Exception {
            Link.this.run();
        }

        @Override
        void flushOwn() {
            output.flush();
        }

        @Override
        void ended(@Nullable Throwable failure) {
            coroutineEnded(failure);
        }

        /* The channel, which is what people know it by. */
        @Override
        public String toString() {
            return channel().toString();
        }
    }

    private Channel channel() {
        return context.channel();
    }

    // What the connection asks for.

    /// What was written is sent, and then the channel is closed; nothing more is read or written.
    final void closeHere() {
        if (opened != null) leaveOpener(opened);
        else if (life == Life.STARTED) life = Life.CLOSED;
        closeRequested();
        output.refuseWrites();
        input.releaseUnread(this::tellUnread);
        input.close();
        if (opened != null) output.tellFailuresTo(this::tell);
        output.closeWhenWritten(this::closeChannel, closeLimit);
    }

    private void leaveOpener(Opened opened) {
        life = Life.OVER;
        opened.close();
    }

    /// Closes a connection that nobody has got: whoever wanted it is told of the failure.
    final void giveUp() {
        life = Life.FAILED;
        if (opened != null) opened.close();
        closeRequested();
        input.releaseUnread(told -> {});
        context.close();
    }

    private void closeChannel(@Nullable Throwable failed) {
        if (failed != null) tell(failed);
        context.close();
    }

    /// What a write is to throw that failed with `failed`.
    IOException withReason(IOException failed) {
        return failures().withReason(failed, input.reasonToClose());
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

    // What the pipeline reports.

    /// The channel is active.
    void begin() {
        if (life != Life.WAITING) return;
        life = Life.STARTED;
        if (own != null) own.start();
    }

    void received(M message) {
        if (life.compareTo(Life.STARTED) > 0) {
            ReferenceCountUtil.safeRelease(message);
        } else if (life == Life.WAITING) { // added just now, by whom the message comes from
            input.receiveFirst(message);
            begin();
        } else {
            input.receive(message);
            if (own != null && !input.isWaiting()) own.tellLateEnd();
        }
    }

    /// Puts back what was read, in front of all that was not, and takes it over.
    void unread(M message) {
        boolean queued = false;
        try {
            Task task = loop.currentTask("put something back into", channel());
            if (input.isWaiting()) throw input.secondReader(task);
            queued = life != Life.OVER && life != Life.CLOSED;
            if (queued) input.addFirst(message);
        } finally {
            if (!queued) ReferenceCountUtil.safeRelease(message);
        }
    }

    /// A message has come that is for the handlers behind.
    void passedOn() {
        input.passedOn();
    }

    /// The transport has delivered all it had.
    void readComplete() {
        input.batchEnded();
    }

    /// The peer may have ended its output before the handler came: then nobody says so again.
    void lookForEarlierEnd() {
        Tls tls = Tls.inFrontOf(context);
        if (isInputShutDown() || (tls != null && tls.inputHasEnded())) inputEnded();
    }

    /// Whether the peer has ended its output, and the channel is open all the same.
    boolean isInputShutDown() {
        return channel() instanceof DuplexChannel duplex && duplex.isInputShutdown();
    }

    /// The peer has ended its output, or so it seems.
    void inputEnded() {
        boolean mayBeAsked = EpollHalfClose.keep(channel());
        Throwable truncation = Tls.truncation(context);
        // Over io_uring a write that finds a reset closes the channel only when the read under way
        // has come back, and that one then reads an end. A task later the channel is closed.
        if (truncation != null) input.breakOff(truncation);
        else if (Unsent.isAny(channel())) loop.deliver(() -> endInput(mayBeAsked));
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

    void outputEnded() {
        output.wakeAll();
    }

    void writabilityChanged() {
        output.writabilityChanged();
    }

    /// A failure of the pipeline; false if the coroutine will not hear of it.
    boolean failed(Throwable cause) {
        return life == Life.FAILED || (life != Life.OVER && input.fail(cause));
    }

    /// Somebody on our side has asked for the channel's close.
    void closeRequested() {
        if (tie == Tie.ATTACHED) tie = Tie.CLOSING;
    }

    /// The channel is gone: what waits for it goes on, and the connection's own coroutine, should
    /// it wait for something else, is cancelled.
    void inactive() {
        if (tie == Tie.GONE) return;
        boolean elsewhere = own != null && waitsElsewhere(own);
        Throwable why = input.knowsItsEnd() ? null : whyItIsGone();
        tie = Tie.GONE; // before anybody is woken, who might take the handler out
        output.end();
        input.breakOff(why);
        if (own != null && (elsewhere || (cancelsWhenGone && runs())))
            own.cancel("the connection is over: " + channel());
        if (own != null && runs()) own.leaveChannel();
        if (life == Life.WAITING) {
            life = Life.OVER;
            input.releaseUnread(this::tellUnread);
        }
    }

    private boolean waitsElsewhere(NettyTask own) {
        return own.isWaiting() && input.waiter() != own && !output.isAwaitedBy(own);
    }

    private boolean runs() {
        return life == Life.STARTED || life == Life.CLOSED;
    }

    /* Null if we or the peer closed it, in due form. */
    private @Nullable Throwable whyItIsGone() {
        Throwable broken = Unsent.whatBrokeTheChannelOf(context);
        if (broken != null) return broken;
        // A loop that ends closes its channels by itself, and tells no handler.
        return tie == Tie.CLOSING || loop.isEnding() ? null : Tls.truncation(context);
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
    /// other handlers: they get what was not read. The connection's own coroutine ends by
    /// cancellation, unless it is the one that did it: then it goes on, until the channel closes. A
    /// channel that has closed lives until the pipeline says so.
    ///
    /// @return false if the channel was gone before: its pipeline is being taken apart
    boolean detached() {
        if (tie == Tie.GONE) return false;
        tie = Tie.DETACHED;
        if (life == Life.WAITING) life = Life.OVER;
        NettyTask ends = own == null || loop.queue.current() == own ? null : own;
        input.passOnUnread();
        if (ends != null) ends.cancel("its handler was taken out of the pipeline: " + channel());
        // Its own reader, if there is one, hears of the cancellation.
        if (ends == null || input.waiter() != ends) input.close();
        output.detach();
        if (own != null && runs()) own.leaveChannel();
        if (ends == null) channel().closeFuture().addListener(closed -> inactive());
        return true;
    }

    /// The channel is handed over, and would have been closed at the peer's end of output.
    void closeAfterHandover() {
        output.closeWhenWritten(this::closeChannel, closeLimit);
    }

    // What the tasks report.

    private void coroutineEnded(@Nullable Throwable failure) {
        life = Life.OVER;
        if (tie == Tie.DETACHED) input.close();
        if (failure != null) tell(failure);
        input.releaseUnread(this::tellUnread);
        output.tellFailuresTo(this::tell);
        if (tie != Tie.DETACHED) closeHere();
    }

    /* A channel whose handler was taken out belongs to the others. */
    private void openerEnded() {
        if (tie == Tie.DETACHED) coroutineEnded(null);
        else closeHere();
    }
}
