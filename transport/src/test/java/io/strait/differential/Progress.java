package io.strait.differential;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How far a callback handler has come with its script. Each of its methods does what can be done at
 * once, and remembers where it stands: see the rules in {@link Callback}.
 */
final class Progress {
    private enum State {
        NOT_STARTED,
        /** Between two operations. */
        GOING_ON,
        READING,
        WRITING,
        FLUSHING,
        SHUTTING_DOWN,
        OVER
    }

    private final Script script;
    private final Turns turns;
    private final ChannelHandlerContext context;
    private final Channel channel;

    private State state = State.NOT_STARTED;
    private Iterator<Op> ops;
    private Op op; // that is under way
    private boolean last; // after these ops it ends
    private Throwable scriptFailure; // with which it ended
    private boolean endTold;

    private final Unread unread = new Unread();
    private boolean wanting; // more of the transport, once the batch is over
    private boolean asking;
    private boolean delivered; // something, while it asked
    private boolean batchOpen;
    private boolean endReported;
    private boolean inputOver;
    private Throwable endFailure;
    private boolean timedOut;
    private ScheduledFuture<?> timer;

    private Object answer;
    private final Written written;
    private Future<?> shutdown;

    private boolean refusing; // writes
    private boolean closing; // once all is sent
    private boolean cancelled;
    private boolean detached;
    private boolean gone;

    Progress(Script script, ChannelHandlerContext context) {
        this.script = script;
        this.turns = script.turns();
        this.context = context;
        this.channel = context.channel();
        this.written = new Written(context, this::allSent);
    }

    // The script.

    void start() {
        if (state != State.NOT_STARTED) return;
        state = State.GOING_ON;
        script.onHangUp(this::close);
        ops = script.atStart().iterator();
        go();
    }

    private void go() {
        if (state != State.NOT_STARTED && state != State.OVER) turns.go(this);
    }

    /** Until it waits for something that isn't there. */
    void run() {
        try {
            while (state != State.OVER && !cancelled && step()) {}
            if (cancelled && state != State.OVER) {
                script.log("cancelled");
                end(null);
            }
        } catch (IOException | RuntimeException e) {
            end(e);
        }
    }

    /** What it wrote is sent, what it wants is asked for: both may bring what it waits for. */
    void handOver() {
        do {
            boolean sends = state != State.OVER && !(state == State.READING && batchOpen);
            if (sends) written.flush();
        } while (ask());
    }

    private boolean step() throws IOException {
        return switch (state) {
            case GOING_ON -> {
                next();
                yield true;
            }
            case READING -> read();
            case WRITING -> write();
            case FLUSHING -> flush();
            case SHUTTING_DOWN -> shutDown();
            default -> false;
        };
    }

    private void next() {
        op = ops.hasNext() ? ops.next() : null;
        if (op == null) {
            if (last) end(null);
            else beginRead();
            return;
        }
        switch (op.kind()) {
            case WRITE -> {
                answer = script.answer();
                state = State.WRITING;
            }
            case FLUSH, SHUTDOWN -> {
                written.flush();
                state = State.FLUSHING;
            }
            case WAIT -> {
                beginRead();
                timer =
                        context.executor()
                                .schedule(this::timeIsUp, op.millis(), TimeUnit.MILLISECONDS);
            }
            case CLOSE -> close();
            case RETURN -> end(null);
            default -> script.perform(op);
        }
    }

    private void failed(Throwable cause) throws IOException {
        boolean reads = op.kind() == Op.Kind.WAIT;
        Throwable reason = reads ? cause : written.reason(cause, unread.reasonToClose());
        IOException failure = new IOException(reason);
        if (!script.goesOn(op, failure)) throw failure;
    }

    private void end(Throwable failure) {
        script.ended();
        if (state == State.WRITING) ReferenceCountUtil.release(answer);
        state = State.OVER;
        scriptFailure = failure;
    }

    /** What is left to do when the script has ended. */
    void tellEnd() {
        if (state != State.OVER || endTold) return;
        endTold = true;
        if (detached) written.flush();
        if (scriptFailure != null) written.tell(scriptFailure);
        unread.release(written::tell);
        written.tellFailure();
        if (!detached) close();
    }

    // Reading.

    private void beginRead() {
        state = State.READING;
        wanting = true;
        timedOut = false;
    }

    private void timeIsUp() {
        timedOut = true;
        goOnReading();
    }

    private void goOnReading() {
        if (state == State.READING) go();
    }

    private boolean read() throws IOException {
        Object next = unread.poll();
        if (next == null && !inputOver && !timedOut) return false;
        if (timer != null) timer.cancel(false);
        timer = null;
        state = State.GOING_ON;
        Throwable failure =
                next instanceof Unread.Failure(Throwable cause)
                        ? cause
                        : next == null ? endFailure : null;
        if (op != null) {
            if (failure != null) failed(failure);
            else if (next == null && !inputOver) script.log("waited in vain");
            else script.waited(next);
        } else if (failure != null) {
            List<Op> rule = script.atFailure(new IOException(failure));
            if (rule == null) throw new IOException(failure);
            ops = rule.iterator();
        } else {
            last = next == null;
            ops = (last ? script.atEnd() : script.atMessage(next)).iterator();
        }
        return true;
    }

    /** Whether that brought something on the spot. */
    private boolean ask() {
        boolean wants = state == State.READING && wanting && unread.isEmpty() && !inputOver;
        if (!wants || batchOpen || asking) return false;
        wanting = false;
        delivered = false;
        asking = true;
        context.read();
        asking = false;
        batchOpen = false; // what came on the spot came all at once
        if (delivered || wanting) return true; // there may be more
        if (endReported) {
            endInput(null);
            goOnReading();
        }
        return false;
    }

    private void endInput(Throwable failure) {
        if (inputOver) return;
        inputOver = true;
        if (failure != null) endFailure = failure;
    }

    void endBatch() {
        batchOpen = false;
        if (!endReported) wanting = true;
        if (state == State.READING && unread.isEmpty() && !inputOver) handOver();
        else goOnReading();
    }

    // Writing.

    private boolean write() throws IOException {
        boolean refused = refusing || closing;
        if (!channel.isWritable() && !refused && canSend()) return false;
        state = State.GOING_ON;
        Throwable before = written.takeFailure();
        if (before != null || refused) {
            ReferenceCountUtil.release(answer);
            failed(before != null ? before : new ClosedChannelException());
        } else if (!written.write(answer)) {
            Throwable failure = written.takeFailure(); // none if it was the last thing to be sent
            if (failure != null) failed(failure);
        }
        return true;
    }

    private boolean canSend() {
        boolean shutDown = ((DuplexChannel) channel).isOutputShutdown();
        return channel.isActive() && !shutDown && !detached;
    }

    private boolean flush() throws IOException {
        if (!written.isSent() && !gone) return false;
        state = State.GOING_ON;
        Throwable failure = written.takeFailure();
        if (failure != null) {
            failed(failure);
        } else if (!written.isSent()) {
            failed(new ClosedChannelException());
        } else if (op.kind() == Op.Kind.FLUSH) {
            script.log("flushed");
        } else if (((DuplexChannel) channel).isOutputShutdown()) {
            script.log("shut its output down");
        } else {
            shutdown = ((DuplexChannel) channel).shutdownOutput();
            shutdown.addListener(done -> go());
            state = State.SHUTTING_DOWN;
        }
        return true;
    }

    private boolean shutDown() throws IOException {
        if (!shutdown.isDone()) return false;
        state = State.GOING_ON;
        if (shutdown.isSuccess()) script.log("shut its output down");
        else failed(shutdown.cause());
        return true;
    }

    private void allSent() {
        if (state == State.FLUSHING) go();
        if (written.isSent() && closing) closeChannel();
    }

    private void closeChannel() {
        if (state == State.OVER) written.tellFailure();
        context.close();
    }

    void goOnWriting() {
        if (state != State.READING) go();
    }

    void close() {
        if (!gone) refusing = true;
        unread.release(written::tell);
        endInput(unread.transportFailure());
        if (state == State.READING || state == State.WRITING) go();
        closeWhenWritten();
    }

    void closeWhenWritten() {
        if (closing || gone) return;
        closing = true;
        written.flush();
        if (written.isSent()) closeChannel();
    }

    // What the pipeline reports.

    /** False if it isn't wanted any more. */
    boolean receive(Object message) {
        if (state == State.OVER || refusing) return false;
        unread.add(message);
        openBatch();
        goOnReading();
        return true;
    }

    /** A message is there, or has passed by: if it waits for more, it has to ask again. */
    void openBatch() {
        if (state != State.READING) return;
        delivered = true;
        wanting = true;
        if (!batchOpen) context.executor().execute(this::endBatchIfOpen);
        batchOpen = true;
    }

    private void endBatchIfOpen() {
        if (batchOpen) endBatch();
    }

    /** False if nobody will read it. */
    boolean fail(Throwable cause) {
        if (state == State.OVER || inputOver) return false;
        unread.addFailure(cause);
        delivered = true;
        goOnReading();
        return true;
    }

    void inputEnded() {
        if (!endReported) endFailure = unread.transportFailure();
        endReported = true;
        boolean hasAsked = state == State.READING && !wanting && !asking && !batchOpen;
        if (hasAsked && unread.isEmpty()) endInput(null); // it would have been given what they hold
        endBatch();
    }

    void channelGone() {
        gone = true;
        if (state != State.READING) go();
        endInput(unread.lastFailure());
        if (state == State.NOT_STARTED) {
            state = State.OVER;
            unread.release(written::tell);
        }
        goOnReading();
    }

    /** False if the channel is gone, and its pipeline is taken apart. */
    boolean detach() {
        if (gone) return false;
        detached = true;
        unread.passOn(context);
        endInput(unread.transportFailure());
        if (state == State.NOT_STARTED) {
            state = State.OVER;
        } else if (turns.isRunning(this)) {
            channel.closeFuture().addListener(closed -> closedAfterwards());
        } else {
            cancelled = true;
            go();
        }
        return true;
    }

    private void closedAfterwards() {
        gone = true;
        go();
    }
}
