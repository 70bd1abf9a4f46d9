package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The receiving side of a connection: what arrived and was not read, and the task that waits for
/// more. All of it happens on the event loop.
final class Input<M> {
    /*
     *   OPEN ──(peer's end of output, a reset, the channel's end, close())──► ENDED
     *
     * A task reads what is queued first, and sees the end only then. Nothing is asked of the transport
     * before the queue is empty: auto-read is off, so a slow reader slows its peer. The queue is there because
     * one read may yield many messages, and because auto-read is only a hint: a transport may deliver one more.
     *
     * Failures of the pipeline are queued between the messages, at their place.
     */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private record Failure(Throwable cause) {}

    private final ChannelHandlerContext context;
    private final EventLoop eventLoop;
    private final ReadyQueue queue;
    private final Task owner; // the usual reader
    private @Nullable Object oldest; // of what was received, until it is read
    private @Nullable ArrayDeque<Object> others; // as few connections as possible have any
    private Task
            reader; // whose it is to wait; almost always the owner, so that this seldom changes
    private boolean waiting; // it does
    private boolean asking; // once it waits, the transport is to be asked for more
    private boolean batchOpen; // messages have come, and channelReadComplete has not
    private boolean listed; // the ready queue will look again
    @Nullable Input<?> nextListed; // in the ready queue's list
    private boolean ended;
    private @Nullable Throwable lastFailure; // if nothing has been received since
    private @Nullable Throwable endCause;

    /*
     * One timer serves all reads of the connection: when it fires too early, because the read it was set for
     * has returned and a later one waits, it sets itself again. So a read that is answered in time costs no timer.
     */
    private long deadline = NO_DEADLINE;
    private long timerDeadline;
    private @Nullable ScheduledFuture<?> timer;

    Input(ChannelHandlerContext context, ReadyQueue queue, Task owner) {
        this.context = context;
        this.eventLoop = context.channel().eventLoop();
        this.queue = queue;
        this.owner = owner;
        this.reader = owner;
    }

    // The reading task's side.

    long deadlineIn(long nanos) {
        return now() + Math.min(nanos, Long.MAX_VALUE >> 1);
    }

    /// The next message or failure, or null at the end. This much is small enough to become a part
    /// of the caller's loop, and enough for all but the first message of a batch.
    @Nullable M read(Task task, long deadline) throws IOException, TimeoutException {
        if (waiting) throw secondReader(task);
        Object next = poll();
        return next != null ? messageOrFailure(next) : await(task, deadline);
    }

    private @Nullable Object poll() {
        Object polled = oldest;
        if (polled != null) oldest = null;
        else if (others != null) polled = others.poll();
        return polled;
    }

    private boolean isEmpty() {
        return oldest == null && (others == null || others.isEmpty());
    }

    private void add(Object received) {
        if (isEmpty()) {
            oldest = received;
        } else {
            if (others == null) others = new ArrayDeque<>();
            others.add(received);
        }
    }

    private @Nullable M await(Task task, long deadline) throws IOException, TimeoutException {
        boolean ask = true;
        while (!ended) {
            park(task, deadline, ask);
            ask = false;
            Object next = poll();
            if (next != null) return messageOrFailure(next);
            if (deadline != NO_DEADLINE && !ended && deadline - now() <= 0) throw timeout();
        }
        return endOfInput();
    }

    /// The next message or failure, if there is one or the transport delivers one on the spot.
    @Nullable M poll(Task task) throws IOException, TimeoutException {
        if (waiting) throw secondReader(task);
        Object next = poll();
        if (next == null && !ended) {
            context.read();
            next = poll();
        }
        if (next != null) return messageOrFailure(next);
        if (!ended) throw timeout();
        return endOfInput();
    }

    private void park(Task task, long deadline, boolean ask) {
        task.throwIfCancelled();
        if (deadline != NO_DEADLINE) setTimer(deadline);
        this.deadline = deadline;
        if (task != owner) reader = task;
        task.setReading(this);
        waiting = true;
        asking = ask;
        try {
            task.park();
        } finally {
            waiting = false;
            asking = false;
            if (task != owner) {
                reader = owner;
                task.setReading(null); // which may outlive this connection
            }
        }
    }

    private TimeoutException timeout() {
        return new TimeoutException("nothing to read from " + context.channel() + " in time");
    }

    private IllegalStateException secondReader(Task task) {
        return new IllegalStateException(
                "cannot read from "
                        + context.channel()
                        + " in the coroutine of "
                        + task
                        + ": that of "
                        + reader
                        + " is reading from it already, and a connection has one reader");
    }

    @SuppressWarnings("unchecked") // receive() takes nothing else.
    private M messageOrFailure(Object next) throws IOException {
        if (next instanceof Failure failure) throw failure(failure.cause);
        return (M) next;
    }

    private @Nullable M endOfInput() throws IOException {
        if (endCause != null) throw failure(endCause);
        return null;
    }

    private IOException failure(Throwable cause) {
        return new IOException(
                "reading from " + context.channel() + " failed: " + cause.getMessage(), cause);
    }

    boolean isReader(Task task) {
        return waiting && reader == task;
    }

    // The loop's side.

    /// Asks the transport for more, if the task that reads has just parked for the first time. It
    /// is the loop that asks: what the transport does then would make the coroutine's stack deeper,
    /// and a deeper stack takes longer to switch.
    void ask() {
        if (asking) {
            asking = false;
            context.read(); // may deliver on the spot
        }
    }

    void receive(M message) {
        add(message);
        if (lastFailure != null) lastFailure = null;
        if (!waiting) return;
        batchOpen = true;
        if (!listed) {
            queue.lookAgain(this, eventLoop);
            listed = true;
        }
    }

    /// The transport has delivered all it had: the one moment at which a reader is woken for
    /// messages.
    void batchEnded() {
        if (batchOpen) {
            batchOpen = false;
            if (listed && queue.dropFromList(this)) listed = false;
        }
        if (!waiting) return;
        if (!isEmpty()) reader.wake();
        else if (!ended) context.read(); // what arrived made no whole message yet
    }

    /// The loop has done its I/O, and a batch may still be open: see [ReadyQueue#lookAgain].
    void look() {
        listed = false;
        if (batchOpen) batchEnded();
    }

    /// A failure of the pipeline, for the read at whose place it happened.
    ///
    /// @return whether there will be such a read: not after the end of input
    boolean fail(Throwable cause) {
        if (ended) return false;
        add(new Failure(cause));
        lastFailure = cause;
        wakeReader();
        return true;
    }

    /// No more messages will come: the peer has ended its output, or we want no more.
    void end() {
        // What broke the connection stays true at every further read; a decoder's complaint just
        // before the peer's regular end does not.
        end(lastFailure instanceof IOException ? lastFailure : null);
    }

    /// No more messages will come, as the channel itself is gone, or somebody has cut it off.
    ///
    /// @param cause what reads throw from then on, if nothing that came last says so; null if they
    ///   end
    void breakOff(@Nullable Throwable cause) {
        end(lastFailure != null ? lastFailure : cause);
    }

    private void end(@Nullable Throwable cause) {
        if (ended) return;
        ended = true;
        endCause = cause;
        stopTimer();
        wakeReader();
    }

    /// Whether a cause for a [#breakOff] would change nothing.
    boolean knowsItsEnd() {
        return ended || lastFailure != null;
    }

    private void wakeReader() {
        if (waiting) reader.wake();
    }

    /// Takes what nobody will read out of the queue; a failure among it is lost, as its reader is.
    void releaseUnread() {
        // One that somebody else has released already must not keep the others, nor the channel.
        for (Object next; (next = poll()) != null; ) ReferenceCountUtil.safeRelease(next);
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

    // The clock's side.

    private long now() {
        return eventLoop.ticker().nanoTime();
    }

    private void setTimer(long deadline) {
        if (timer != null) {
            if (timerDeadline - deadline <= 0)
                return; // it fires early enough, and then sets itself again
            timer.cancel(false);
        }
        timerDeadline = deadline;
        timer = eventLoop.schedule(this::timerFired, deadline - now(), TimeUnit.NANOSECONDS);
    }

    private void timerFired() {
        timer = null;
        if (!waiting || deadline == NO_DEADLINE) return;
        if (deadline - now() <= 0) reader.wake();
        else setTimer(deadline);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
