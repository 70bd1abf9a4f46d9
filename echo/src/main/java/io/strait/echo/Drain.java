package io.strait.echo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Ends a connection from our side without losing what the peer has sent: joins the front of the
/// pipeline when the server stops, and until then costs nothing.
final class Drain extends ChannelDuplexHandler {
    /*
     *            nothing more to read:                  the coroutine has ended and
     *            the coroutine sees the end of input    its echo is with the kernel         silence, or the peer's end
     *   READING ─────────────────────────────────► ENDED ────────────────────────► LINGERING ──────────► closed
     *
     * READING:   no transport tells whether the kernel has received more than was read. But what there is comes
     *            soon after it was asked for, so if a few looks in a row find that the transport was asked and
     *            has brought nothing, there was nothing. (As long as nobody asks, because the peer doesn't take
     *            its echo, silence means nothing.) Together they outlast a retransmission by the peer's kernel.
     * LINGERING: our output is ended, input is thrown away. To close a socket at which data arrives would
     *            reset it, and the peer would lose the end of its echo.
     * When the time is up, the channel is closed in whatever state it is.
     */
    private static final long MILLIS_BETWEEN_LOOKS = 100;
    private static final int SILENT_LOOKS = 3;

    private enum State {
        READING,
        ENDED,
        LINGERING
    }

    private final Duration atMost;
    private State state = State.READING;
    private boolean asked; // for data, and none has come yet
    private int silentLooks;

    private Drain(Duration atMost) {
        this.atMost = atMost;
    }

    /// Ends all of `connections`, and returns when they are closed.
    ///
    /// @param atMost how long that may take
    static void all(ChannelGroup connections, Duration atMost) {
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> connection.pipeline().addFirst(new Drain(atMost)));
        }
        connections.newCloseFuture().awaitUninterruptibly();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (!context.channel().isActive()) return;
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
        if (state == State.LINGERING) {
            ReferenceCountUtil.release(message);
            read(context);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) inputEnded(context);
        context.fireUserEventTriggered(event);
    }

    private void inputEnded(ChannelHandlerContext context) {
        if (state == State.LINGERING) context.close();
        state = State.ENDED;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        DuplexChannel channel = (DuplexChannel) context.channel();
        if (channel.isInputShutdown()) {
            context.close(promise);
            return;
        }
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        channel.shutdownOutput();
        state = State.LINGERING;
        silentLooks = 0;
        read(context);
    }

    private void lookLater(ChannelHandlerContext context) {
        context.executor()
                .schedule(() -> look(context), MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (!context.channel().isActive()) return;
        lookLater(context);
        if (asked) silentLooks++;
        if (silentLooks < SILENT_LOOKS) return;
        switch (state) {
            case READING -> userEventTriggered(context, ChannelInputShutdownEvent.INSTANCE);
            case ENDED -> {} // it takes the peer long to receive its echo
            case LINGERING -> context.close();
        }
    }
}
