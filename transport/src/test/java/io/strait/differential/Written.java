package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;

/** What a callback handler has written, and which of its failures have been told. */
final class Written {
    private final ChannelHandlerContext context;
    private final Runnable sent;
    private int pending;
    private boolean unflushed;
    private Throwable failure; // of a write, that nobody has been told of
    private Throwable reasonGiven; // for a write's failure: it needs no more telling
    private boolean endTold; // that the peer has gone

    /**
     * @param sent called when nothing is under way any more
     */
    Written(ChannelHandlerContext context, Runnable sent) {
        this.context = context;
        this.sent = sent;
    }

    /** False if it failed on the spot. */
    boolean write(Object message) {
        pending++;
        unflushed = true;
        ChannelPromise promise = context.newPromise();
        promise.addListener(done -> completed(done.cause()));
        context.write(message, promise);
        return promise.cause() == null;
    }

    private void completed(Throwable cause) {
        pending--;
        if (cause != null && failure == null) failure = cause;
        if (pending == 0) sent.run();
    }

    boolean isSent() {
        return pending == 0;
    }

    void flush() {
        if (!unflushed) return;
        unflushed = false;
        context.flush();
    }

    /** Null if there is none, or it has been taken. */
    Throwable takeFailure() {
        Throwable untold = failure;
        failure = null;
        return untold;
    }

    /** For what a write says that failed with {@code cause}. */
    Throwable reason(Throwable cause, Throwable unread) {
        if (!(cause instanceof ClosedChannelException) || unread == null) return cause;
        reasonGiven = unread;
        return unread;
    }

    /** Down the pipeline; that the peer has gone, once. */
    void tell(Throwable untold) {
        if (untold == reasonGiven) return;
        flush(); // first, since the usual handler behind closes the channel
        boolean peerGone = Log.isPeerGone(untold);
        if (!peerGone || !endTold) context.fireExceptionCaught(untold);
        endTold |= peerGone;
    }

    void tellFailure() {
        Throwable untold = takeFailure();
        if (untold != null && !(untold instanceof ClosedChannelException)) tell(untold);
    }
}
