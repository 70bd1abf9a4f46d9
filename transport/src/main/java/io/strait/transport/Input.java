package io.strait.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.strait.task.Loop;
import io.strait.task.Task;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The receiving side of a connection: what arrived and was not read, and the wait for more. All of
/// it happens on the event loop.
final class Input<M> extends Received implements OpenBatches.Batch {
    /*
     * A task reads what is queued first, and sees the end only then. Nothing is asked of the transport before the queue
     * is empty, or a reader has looked at all of it and needs more: auto-read is off, so a slow reader slows its peer.
     * The queue is there because one read may yield many messages, and because auto-read is only a hint: a transport may
     * deliver one more. Failures of the pipeline are queued between the messages, at their place.
     *
     * The demand of the reader that waits here:
     *
     *             it parks                 the loop asks             a message or a failure comes, or it gives up
     *   NONE ───────────────────► WANTED ───────────────────► ASKED ──────────────────────────────────────────────► NONE
     *    │                          ▲── a batch without a message ─┘
     *    └─ for what is there ► GLANCE ── the loop asks ──► GLANCING ── nothing comes ──► ANSWERED: it goes on ──────► NONE
     *
     * It is the loop that asks, after the slice, never the coroutine: what the transport does then would make the
     * coroutine's stack deeper, and a deeper stack takes longer to switch. While a batch is open nobody asks.
     *
     * The batch of messages that one read of the transport brings, and its place in OpenBatches:
     *
     *              a message, and a reader waits              its end
     *   UNLISTED ────────────────────────────────► OPEN ──────────────────► OVER ── it is off the list ──► UNLISTED
     *                                                ▲── the next message ───┘
     *
     * The call that asks the transport:
     *
     *            context.read()              something comes inside of it, for whomever
     *   NO_CALL ────────────────► CALLING ───────────────────────────────────────────────► DELIVERING
     *      ▲─────────────────────────┴── it returns ───────────────────────────────────────────┘
     *
     * These three are numbers for the reason that Task gives.
     *
     * The end:
     *
     *   OPEN ── the peer's end of output ──► ENDING ── asked once more, and nothing came ──► ENDED
     *     └──────── the channel's end, close(), or the peer's end for a reader that has asked ─────▲
     *
     * ENDING is for handlers in front that still hold messages, and give one for each read.
     */
    private enum End {
        OPEN,
        ENDING,
        ENDED
    }

    private static final byte NONE = 0;
    private static final byte WANTED = 1;
    private static final byte GLANCE = 2;
    private static final byte ASKED = 3;
    private static final byte GLANCING = 4;
    private static final byte ANSWERED = 5;

    private static final byte UNLISTED = 0;
    private static final byte OPEN = 1;
    private static final byte OVER = 2;

    private static final byte NO_CALL = 0;
    private static final byte CALLING = 1;
    private static final byte DELIVERING = 2;

    private final NettyLoop loop;
    private final boolean eachMessage; // resumes the reader; else each batch does
    private byte demand = NONE;
    private byte batch = UNLISTED;
    private OpenBatches.@Nullable Batch next; // in the list of the open ones
    private byte call = NO_CALL;
    private End end = End.OPEN;
    private @Nullable Throwable lastFailure; // if nothing has been received since
    private @Nullable Throwable endCause;

    /// @param owner the usual reader; null if there is none such
    /// @param eachMessage whether it is resumed with each message; else with each batch
    Input(
            ChannelHandlerContext context,
            NettyLoop loop,
            @Nullable Task owner,
            boolean eachMessage) {
        super(context, loop, owner);
        this.loop = loop;
        this.eachMessage = eachMessage;
    }

    // The reading task's side.

    /// The next message or failure, or null at the end. This much is small enough to become a part
    /// of the caller's loop, and enough where messages are queued.
    @Nullable M read(Task task, long nanos) throws IOException, TimeoutException {
        begin(task);
        Object next = poll();
        return next != null ? messageOrFailure(next) : waitAndRead(task, nanos);
    }

    /// What each read does first, if it need not wait too.
    void begin(Task task) {
        task.throwIfCancelled();
        task.countOperation();
        if (isWaiting()) throw secondReader(task);
    }

    /// Waits for more than what is queued, which `task` has looked at; then it looks again.
    ///
    /// @return false, at once, if no more will come
    boolean awaitMore(Task task) {
        if (end == End.ENDED) return false;
        seen = size();
        try {
            waitFor(task, Loop.NO_DEADLINE);
        } finally {
            seen = 0;
        }
        return true;
    }

    private @Nullable M waitAndRead(Task task, long nanos) throws IOException, TimeoutException {
        if (end != End.ENDED && !waitFor(task, nanos)) throw timeout();
        Object next = poll();
        if (next == null && end != End.ENDED) throw timeout();
        return next != null ? messageOrFailure(next) : nothingMore();
    }

    /// What a read returns at the end, or throws if that is a reset.
    @Nullable M nothingMore() throws IOException {
        if (endCause != null) throw failure(endCause);
        return null;
    }

    private boolean waitFor(Task task, long nanos) {
        Reader reader = (Reader) task;
        reader.reads(this);
        demand = nanos <= 0 ? GLANCE : WANTED;
        try {
            return await(task, nanos <= 0 ? Loop.NO_DEADLINE : loop.deadlineIn(nanos));
        } finally {
            demand = NONE;
            if (usual() != task) reader.reads(null);
        }
    }

    // What a select does, through Reading.

    /// Whether a read would not have to wait.
    boolean isReadable() {
        return end == End.ENDED || !isEmpty();
    }

    /// What a read that need not wait returns.
    @Nullable M take() throws IOException {
        Object next = poll();
        return next != null ? messageOrFailure(next) : nothingMore();
    }

    /// Has `task` woken when this has become readable, and asks for what is to come.
    void enterSelect(Task task) {
        if (isWaiting()) throw secondReader(task);
        enter(task);
        demand = WANTED;
        ((Reader) task).selects(this);
    }

    void leaveSelect(Task task) {
        demand = NONE;
        leave();
        ((Reader) task).hasSelected(this);
    }

    @Override
    protected boolean isOver() {
        return demand == ANSWERED || end == End.ENDED || hasMore();
    }

    IllegalStateException secondReader(Task task) {
        return new IllegalStateException(
                "cannot read from "
                        + context.channel()
                        + " in the coroutine of "
                        + task
                        + ": that of "
                        + waiter()
                        + " is reading from it already, and a connection has one reader");
    }

    @SuppressWarnings("unchecked") // receive() takes nothing else.
    private M messageOrFailure(Object next) throws IOException {
        if (next instanceof Failure failure) throw failure(failure.cause);
        return (M) opened(next);
    }

    // The loop's side.

    /// Whether `task` waits for more of a batch that is not at its end.
    boolean isInBatchOf(Task task) {
        return batch == OPEN && waiter() == task;
    }

    /// Asks the transport for more, if `task` waits for it and nobody has asked yet.
    ///
    /// @return whether it delivered on the spot, so that there is something to be flushed and
    ///   perhaps more to be asked for
    boolean ask(Task task) {
        if (!isDue() || call != NO_CALL || batch == OPEN || waiter() != task || isOver()) {
            return false;
        }
        // A timer of a traffic shaper, for instance, may have switched it on behind our back.
        ChannelConfig config = context.channel().config();
        if (config.isAutoRead()) config.setAutoRead(false);
        demand = demand == GLANCE ? GLANCING : ASKED;
        boolean delivered;
        boolean asked = false;
        call = CALLING;
        try {
            context.read();
            asked = true;
        } finally {
            delivered = call == DELIVERING;
            call = NO_CALL;
            if (!asked) askAgain(); // no stack was left
        }
        // What came on the spot came all at once, whether or not somebody said that it is complete.
        delivered |= endBatch();
        if (waiter() != task) { // another reader has come meanwhile, and was put off
            if (isDue() && waiter() instanceof Reader reader) reader.putOff();
            return false;
        }
        if (delivered) askAgain(); // if nothing of it was for this one
        if (delivered || isDue()) return true;
        if (!isOver()) nothingCame();
        return false;
    }

    private boolean isDue() {
        return demand == WANTED || demand == GLANCE;
    }

    private void askAgain() {
        if (demand == ASKED) demand = WANTED;
        if (demand == GLANCING) demand = GLANCE;
    }

    private void nothingCame() {
        if (demand == GLANCING) demand = ANSWERED;
        if (end == End.ENDING) end = End.ENDED;
        if (isOver()) wake();
    }

    /// A message has come that is for the handlers behind.
    void passedOn() {
        delivered();
        if (isWaiting() && batch != OPEN) openBatch();
    }

    void receive(M message) {
        addMessage(message);
        delivered();
        if (lastFailure != null) lastFailure = null;
        if (!isWaiting()) return;
        if (batch != OPEN) openBatch();
        if (eachMessage || batch != OPEN) wake();
    }

    private void delivered() {
        if (call == CALLING) call = DELIVERING;
    }

    /// A message for a coroutine that has not started, and is about to.
    void receiveFirst(M message) {
        addMessage(message);
        lastFailure = null;
        if (batch != OPEN) openBatch();
    }

    private void openBatch() {
        // If nobody would end it, should its end not be told, then nothing is put off.
        if (batch == OVER || loop.openBatches.add(this)) batch = OPEN;
    }

    /// The transport has delivered all it had.
    void batchEnded() {
        endBatch();
        if (batch == OVER && loop.openBatches.removeFirst(this)) batch = UNLISTED;
        askAfterBatch();
    }

    @Override
    public void endOverdue() {
        boolean overdue = batch == OPEN;
        batch = UNLISTED;
        if (!overdue) return;
        wakeForBatch();
        askAfterBatch();
    }

    /* Returns whether there was one. */
    private boolean endBatch() {
        if (batch != OPEN) return false;
        batch = OVER;
        wakeForBatch();
        return true;
    }

    private void wakeForBatch() {
        if (hasMore()) wake(); // one for the whole batch, or more than a turn takes
    }

    private void askAfterBatch() {
        if (!(waiter() instanceof Reader reader)) return;
        // What arrived may have made no whole message yet. But after the end a transport that says
        // so at each call would be asked for ever.
        boolean mayAsk = end == End.OPEN || call == NO_CALL;
        if (demand == ASKED && mayAsk && !hasMore()) demand = WANTED;
        if (!isOver()) reader.batchEnded();
    }

    @Override
    public OpenBatches.@Nullable Batch next() {
        return next;
    }

    @Override
    public void setNext(OpenBatches.@Nullable Batch next) {
        this.next = next;
    }

    /// A failure of the pipeline, for the read at whose place it happened.
    ///
    /// @return whether there may be such a read: not after the end of input
    boolean fail(Throwable cause) {
        if (end == End.ENDED) return false;
        add(new Failure(cause));
        delivered();
        lastFailure = cause;
        wake();
        return true;
    }

    /// The peer has ended its output: no more will come, but what handlers in front still hold.
    void end() {
        // What broke the connection stays true at every further read; a decoder's complaint just
        // before the peer's regular end does not.
        Throwable cause = lastFailure instanceof IOException ? lastFailure : null;
        // Who has asked would have been given what they hold.
        boolean hasAsked = demand == ASKED && call == NO_CALL && batch != OPEN;
        boolean nothingHeld = isWaiting() && !hasMore() && hasAsked;
        end(nothingHeld ? End.ENDED : End.ENDING, cause);
    }

    /// Nobody on our side wants to hear of anything more.
    void close() {
        end(End.ENDED, lastFailure instanceof IOException ? lastFailure : null);
    }

    /// No more messages will come, as the channel itself is gone, or somebody has cut it off.
    ///
    /// @param cause what reads throw from then on, if nothing that came last says so; null if they
    ///   end
    void breakOff(@Nullable Throwable cause) {
        end(End.ENDED, lastFailure != null ? lastFailure : cause);
    }

    private void end(End how, @Nullable Throwable cause) {
        if (end == End.ENDED || (end == how)) return;
        if (end == End.OPEN || cause != null) endCause = cause;
        end = how;
        if (how != End.ENDED) return;
        wake();
    }

    /// Whether a cause for a [#breakOff] would change nothing.
    boolean knowsItsEnd() {
        return end != End.OPEN || lastFailure != null;
    }

    /// What may be the reason for a close, if nothing has been received since: a failure that
    /// nobody has read, or one of the transport's. A decoder's complaint that was read is dealt
    /// with.
    @Nullable Throwable reasonToClose() {
        Throwable unread =
                lastUnread() instanceof Failure failure && !failure.told ? failure.cause : null;
        if (unread != null) return unread;
        return lastFailure instanceof IOException ? lastFailure : null;
    }

    @Override
    void passOnUnread() {
        super.passOnUnread();
        if (batch == OPEN) batch = OVER;
    }
}
