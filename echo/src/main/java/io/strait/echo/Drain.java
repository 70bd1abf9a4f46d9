package io.strait.echo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.strait.transport.Linger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Ends a connection between two messages of its peer: what the peer has sent is echoed, and
/// nothing more is read. It joins the front of the pipeline when the server stops, and until then
/// costs nothing.
final class Drain extends ChannelDuplexHandler {
    /*
     *            nothing more to read:                      the coroutine ends, its echo is sent,
     *            the coroutine sees the end of its input    and it closes: from here on, Linger
     *   READING ────────────────────────────────────► ENDED ─────────────────────────────────► closed
     *
     * READING: an echo knows no messages, so it finds out by holding its echo back. A peer that waits for an answer
     *          sends nothing meanwhile, and gets it with the end behind it. A peer that sends all the same doesn't
     *          wait for it: the echo goes out, and reading goes on.
     *          What a peer has sent comes soon after it was asked for. So if a few looks in a row find that the
     *          transport was asked and has brought nothing, there is nothing. Together they outlast a retransmission
     *          by the peer's kernel. (As long as nobody asks, because the peer doesn't take its echo, silence means
     *          nothing.)
     * When the time is up, the channel is closed in whatever state it is.
     */
    private enum State {
        READING,
        ENDED
    }

    private static final long MILLIS_BETWEEN_LOOKS = 100;
    private static final int SILENT_LOOKS = 3;

    /// For how long a peer usually may send nothing before its connection is closed.
    static final Duration QUIET = Duration.ofMillis(SILENT_LOOKS * MILLIS_BETWEEN_LOOKS);

    private final Duration atMost;
    private State state = State.READING;
    private boolean asked; // for data, and none has come yet
    private boolean held; // a flush
    private int silentLooks;

    private Drain(Duration atMost) {
        this.atMost = atMost;
    }

    /// Ends all of `connections`, and returns when they are closed. Those whose event loop has died
    /// are left alone: nobody can close them any more.
    ///
    /// @param atMost how long that may take
    /// @param quiet for how long a peer may send nothing, after the end of its echo, before its
    ///   connection is closed
    static void all(ChannelGroup connections, Duration atMost, Duration quiet) {
        for (Channel connection : List.copyOf(connections)) {
            try {
                connection.eventLoop().execute(() -> join(connection, atMost, quiet));
            } catch (RejectedExecutionException itsLoopHasDied) {
                connections.remove(connection);
            }
        }
        // A loop may die now, too.
        connections
                .newCloseFuture()
                .awaitUninterruptibly(atMost.plusSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void join(Channel connection, Duration atMost, Duration quiet) {
        if (!connection.isActive()) return;
        connection.pipeline().addFirst(new Drain(atMost), new Linger(quiet, atMost));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.executor().schedule(() -> context.close(), atMost.toNanos(), TimeUnit.NANOSECONDS);
        read(context); // the coroutine may have asked before
        lookLater(context);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        asked = true;
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        asked = false;
        silentLooks = 0;
        flushHeld(context);
        context.fireChannelRead(message);
    }

    /// A full buffer is a peer that doesn't take its echo, from which nothing is read anyway.
    @Override
    public void flush(ChannelHandlerContext context) {
        if (state == State.READING && context.channel().isWritable()) held = true;
        else context.flush();
    }

    private void flushHeld(ChannelHandlerContext context) {
        if (held) context.flush();
        held = false;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) ended(context);
        context.fireUserEventTriggered(event);
    }

    private void ended(ChannelHandlerContext context) {
        state = State.ENDED;
        flushHeld(context);
    }

    private void lookLater(ChannelHandlerContext context) {
        context.executor()
                .schedule(() -> look(context), MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (state != State.READING || !context.channel().isActive()) return;
        if (asked) silentLooks++;
        if (silentLooks < SILENT_LOOKS) lookLater(context);
        else userEventTriggered(context, ChannelInputShutdownEvent.INSTANCE);
    }
}
