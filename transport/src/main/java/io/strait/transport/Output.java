package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.strait.task.Task;
import io.strait.task.Wait;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sending side of a connection: what was written and is not in the kernel yet, and those who
/// wait for that. All of it happens on the event loop, unless a method says otherwise.
final class Output extends Unflushed.Entry implements WritePromise.Owner {
    /*
     *          the handler is removed: nobody reports any longer when the channel is writable
     *   OPEN ──────────────────────────────────────────────────────────────────────────────► LEFT
     *    │ └── shut down under TLS, of which the channel doesn't know ──► SHUT_DOWN            │
     *    └── close(), the coroutine's end: no more writes ──► CLOSING  ◄── close() ────┴───────┘
     *                                                            └── all is written, or nothing moves for too long:
     *                                                                the channel is closed
     *   When the channel is gone, CLOSING becomes CLOSED, which takes no writes either, and any other state GONE.
     */
    private enum State {
        OPEN,
        SHUT_DOWN,
        LEFT,
        CLOSING,
        CLOSED,
        GONE
    }

    private final ChannelHandlerContext context;
    private final Channel channel;
    private final NettyLoop loop;
    private State state = State.OPEN;
    private int pending; // writes whose promise is not complete
    private int sequence; // of the last write; never 0
    private boolean unflushed; // something was written since the last flush
    private @Nullable Throwable failure; // of a write that nobody has been told of
    private @Nullable Consumer<Throwable> heir; // to the failures, once the coroutine has ended
    private @Nullable Writers writers; // who wait for the channel to be writable; seldom any
    private @Nullable Waiting others; // for something else; seldom any
    private @Nullable LastWrites closing; // once the channel is to be closed

    Output(ChannelHandlerContext context, NettyLoop loop) {
        this.context = context;
        this.channel = context.channel();
        this.loop = loop;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    // The writing task's side.

    /// Waits until it is this task's turn and the channel is writable, then queues the message. If
    /// it throws, the message was released and nothing of it will be sent.
    ///
    /// @param guest whether the task isn't the connection's own, which flushes it
    /// @param nanos how long to wait at most, or [io.strait.task.Loop#NO_DEADLINE]
    void write(Task task, boolean guest, Object message, long nanos)
            throws IOException, TimeoutException {
        if (task.isCancelled()) { // it may be given up, and never come back
            ReferenceCountUtil.safeRelease(message);
            task.throwIfCancelled();
        }
        try {
            task.countOperation();
            boolean othersWait = writers != null && writers.areBefore(task);
            if (othersWait || !mayWrite()) awaitWritable(task, nanos);
            throwFailure();
            if (isClosed()) {
                throw failure(new ClosedChannelException());
            }
            if (state == State.SHUT_DOWN) {
                throw failure(new ChannelOutputShutdownException("its output is shut down"));
            }
        } catch (Throwable t) {
            ReferenceCountUtil.safeRelease(message);
            throw t;
        }
        WritePromise write = send(message, guest);
        // If it failed on the spot. An earlier one that did so meanwhile is for the next call.
        if (failure != null && write.cause() != null) throwFailure();
    }

    /// Who waits for the channel to be writable.
    Writers writers() {
        if (writers == null) writers = new Writers(loop, this::mayWrite);
        return writers;
    }

    private void awaitWritable(Task task, long nanos) throws TimeoutException {
        if (nanos <= 0 || !writers().await(task, loop.deadlineIn(nanos))) {
            throw new TimeoutException(channel + " was not writable in time");
        }
    }

    /* A channel that can't send is not writable either, but nobody would ever say that it is writable again. */
    private boolean mayWrite() {
        return channel.isWritable()
                || !channel.isActive()
                || state != State.OPEN
                || (channel instanceof DuplexChannel duplex && duplex.isOutputShutdown());
    }

    /* Also if the channel has gone since. */
    private boolean isClosed() {
        return state == State.CLOSING || state == State.CLOSED || closing != null;
    }

    private WritePromise send(Object message, boolean guest) {
        WritePromise write = new WritePromise(this, nextSequence());
        pending++;
        boolean handedOver = false;
        try {
            context.write(message, write);
            handedOver = true;
        } finally {
            // Where the stack ends. Nothing is called here, since there is no stack for that
            // either.
            if (!handedOver && write.sequence != 0) {
                write.sequence = 0;
                pending--;
            }
            unflushed = true; // not before: a handler in front may have this task wait meanwhile
        }
        if (guest) loop.unflushed.add(this);
        return write;
    }

    private int nextSequence() {
        if (++sequence == 0) sequence = 1;
        return sequence;
    }

    /// Queues the message if the channel is writable now, and releases it otherwise. Any thread may
    /// call it. Never waits.
    ///
    /// @return whether it is queued
    boolean offer(Object message) {
        boolean here = loop.isCurrent();
        // What another thread sees of the state may be old; then the message fails later, as any.
        boolean taken =
                (state == State.OPEN || (state == State.LEFT && closing == null))
                        && channel.isActive()
                        && channel.isWritable()
                        && (here ? offerHere(message) : offerFromElsewhere(message));
        if (!taken) ReferenceCountUtil.safeRelease(message);
        return taken;
    }

    private boolean offerHere(Object message) {
        boolean inTask =
                loop.queue.current() != null; // then it is flushed with what that one writes
        send(message, inTask);
        if (!inTask) flush();
        return true;
    }

    private boolean offerFromElsewhere(Object message) {
        WritePromise write = new WritePromise(this, 0);
        try {
            loop.execute(
                    () -> {
                        write.sequence = nextSequence();
                        pending++;
                    });
        } catch (RejectedExecutionException fullOrEnded) {
            return false;
        }
        // Netty counts it at once, so that many offers in a row see that there is no more room.
        context.writeAndFlush(message, write);
        return true;
    }

    void flush(Task task, long nanos) throws IOException, TimeoutException {
        task.throwIfCancelled();
        flush();
        if (pending > 0) waitUntilSent(task, nanos);
        throwFailure();
    }

    private void waitUntilSent(Task task, long nanos) throws IOException, TimeoutException {
        Flushed flushed = new Flushed();
        if (!isGone() && !others().in(flushed, () -> flushed.waitFor(task, nanos))) {
            throw new TimeoutException("what was written to " + channel + " was not sent in time");
        }
        throwFailure();
        if (flushed.missing > 0) throw failure(new ClosedChannelException());
    }

    /* All that was written until now is in the kernel, or never will be. */
    private final class Flushed extends Wait {
        final int last = sequence;
        int missing = pending;

        Flushed() {
            super(loop, null);
        }

        void completed(int write) {
            if (last - write >= 0) missing--;
        }

        boolean waitFor(Task task, long nanos) {
            return nanos > 0 && await(task, loop.deadlineIn(nanos));
        }

        @Override
        protected boolean isOver() {
            return missing == 0 || isGone();
        }
    }

    /// The waits here, apart from those for the channel to be writable.
    Waiting others() {
        if (others == null) others = new Waiting();
        return others;
    }

    /// Whether `task` waits here.
    boolean isAwaitedBy(Task task) {
        return (writers != null && writers.contains(task))
                || (others != null && others.contains(task));
    }

    private void throwFailure() throws IOException {
        Throwable untold = takeFailure();
        if (untold != null) throw failure(untold);
    }

    IOException failure(Throwable cause) {
        return new IOException("writing to " + channel + " failed: " + Reason.of(cause), cause);
    }

    // The loop's side.

    @Override
    void flush() {
        if (!unflushed) return;
        boolean flushed = false;
        unflushed = false;
        try {
            context.flush();
            flushed = true;
        } finally {
            if (!flushed) unflushed = true; // no stack was left
        }
    }

    /// A write is done, or has failed with `cause`. A handler with an executor of its own may say
    /// so from there; when the loop has ended, it says so to nobody.
    @Override
    public void completed(WritePromise write, @Nullable Throwable cause) {
        if (loop.isCurrent()) completedHere(write, cause);
        else loop.deliver(() -> completedHere(write, cause));
    }

    private void completedHere(WritePromise write, @Nullable Throwable cause) {
        int completed = write.sequence;
        if (completed == 0) return; // it was given up: see send()
        write.sequence = 0;
        pending--;
        if (cause != null && failure == null) failure = cause;
        if (others != null) {
            // All count it before the first is woken: what that one does may have the others look.
            others.forEach(wait -> count(wait, completed));
            others.forEach(Output::wakeIfSent);
        }
        if (pending == 0 && closing != null) sentAll(closing);
    }

    private static void count(Wait wait, int write) {
        if (wait instanceof Output.Flushed flushed) flushed.completed(write);
    }

    private static void wakeIfSent(Wait wait) {
        if (wait instanceof Output.Flushed flushed && flushed.missing == 0) flushed.wake();
    }

    void writabilityChanged() {
        if (channel.isWritable()) wakeAll();
    }

    /// From now on nothing is taken any more.
    void refuseWrites() {
        if (!isGone()) state = State.CLOSING;
    }

    private void sentAll(LastWrites last) {
        boolean somebodyThrowsIt = others != null && !others.isEmpty();
        if (!somebodyThrowsIt) tellFailure();
        last.end(null);
    }

    /// Has the channel closed once what was written is in the kernel, or no part of it has been
    /// taken for `limit` nanoseconds: a peer that takes nothing, or a handler in front that forgets
    /// a promise, can't hold it open for ever.
    ///
    /// @param close closes it; is given what went wrong, or null
    void closeWhenWritten(Consumer<@Nullable Throwable> close, long limit) {
        wakeWriters(); // who are refused now
        if (closing != null || isGone()) return;
        closing = new LastWrites(loop, limit, this::unsent, this::tookNothing, close);
        flush();
        if (pending == 0) sentAll(closing);
        else closing.watch();
    }

    private IOException tookNothing(Duration limit) {
        return new IOException(
                channel
                        + " is closed with "
                        + pending
                        + " of the writes not sent: for "
                        + limit
                        + " nobody has taken anything");
    }

    /* A number that changes whenever some of it is taken. */
    private long unsent() {
        return Unsent.bytes(channel) + pending;
    }

    /// The pipeline reports no longer.
    void detach() {
        if (state == State.OPEN || state == State.SHUT_DOWN) state = State.LEFT;
        wakeAll(); // no flush: an answer could come before whoever takes its place is in the
        // pipeline
    }

    /// Our side was ended by close_notify, of which the channel doesn't know.
    void shutDownByTls() {
        if (state == State.OPEN) state = State.SHUT_DOWN;
    }

    /// The channel is gone.
    void end() {
        state = state == State.CLOSING ? State.CLOSED : State.GONE;
        if (closing != null) closing.cancel();
        wakeAll();
    }

    private void wakeWriters() {
        if (writers != null) writers.wake(); // who wakes the next one
    }

    /// Whether the channel is gone: nothing that is waited for here will happen any more.
    boolean isGone() {
        return state == State.GONE || state == State.CLOSED;
    }

    /// Has all those look again who wait here.
    void wakeAll() {
        wakeWriters();
        if (others != null) others.forEach(Wait::wake);
    }

    /// The connection's own coroutine has ended, so that no write or flush of it will throw a
    /// failure any more: `heir` is told of what there is, and of what the last writes come to.
    void tellFailuresTo(Consumer<Throwable> heir) {
        this.heir = heir;
        tellFailure();
    }

    /* Writes that were given up because somebody closed the channel are no news, except to who flushes. */
    private void tellFailure() {
        if (heir == null || failure instanceof ClosedChannelException) return;
        Throwable untold = takeFailure();
        if (untold != null) heir.accept(untold);
    }

    private @Nullable Throwable takeFailure() {
        Throwable untold = failure;
        if (untold != null) failure = null;
        return untold;
    }
}
