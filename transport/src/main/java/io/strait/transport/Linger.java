package io.strait.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a channel without losing what is under way.
///
/// A socket that is closed while data arrives is reset by the kernel, and the reset can overtake
/// what we have sent: the peer loses the end of an answer that was sent in due form. With this
/// handler a `close()` of the channel
///
/// 1. sends what was written,
/// 2. ends our output, which the peer sees as the end of its input,
/// 3. reads and drops what the peer still sends,
/// 4. closes when the peer has ended its output too, or has sent nothing for the quiet period.
///
/// All of it together takes at most the timeout. Then the channel is closed in whatever state it
/// is, and what the peer hasn't taken may be lost.
///
/// It is the first handler of a pipeline, in front of TLS too. [#close] puts it there and closes.
/// Whoever wants every close to be like this, that of a [CoroutineHandler] at its coroutine's end
/// included, adds it himself. From the close on, messages don't reach the handlers behind it any
/// more, and their writes fail with a `ClosedChannelException`, as those to a closed channel do.
///
/// A channel without half-close (an `EmbeddedChannel`, a `LocalChannel`) is closed as soon as what
/// was written is sent.
public final class Linger extends ChannelDuplexHandler {
    /*
     *         close()             all is sent          the peer's end or failure, quiet
     *   OPEN ─────────► SENDING ─────────────► LINGERING ─────────────────────────────► CLOSED
     *                      │                                                              ▲
     *                      └───── all is sent, and the peer has ended already ────────────┤
     *                             the timeout, in any state ──────────────────────────────┘
     *
     * "Sent" means that the kernel has it. Nobody can tell whether more arrives there, but what does arrive comes
     * soon after it was asked for. So it is quiet if several looks in a row find nothing. One look would not do: a
     * process that was stopped for a while finds its timer due before it finds the data.
     */
    private enum State {
        OPEN,
        SENDING,
        LINGERING,
        CLOSED
    }

    private static final int QUIET_LOOKS = 3;

    private final Duration quietPeriod;
    private final Duration timeout;
    private State state = State.OPEN;
    private int quietLooks;

    /// A handler for one channel.
    ///
    /// @param quietPeriod for how long the peer may send nothing, after the end of our output,
    ///   before the channel is closed
    /// @param timeout how long closing may take; zero closes at once
    public Linger(Duration quietPeriod, Duration timeout) {
        if (quietPeriod.isNegative()) {
            throw new IllegalArgumentException("negative quiet period: " + quietPeriod);
        }
        if (timeout.isNegative())
            throw new IllegalArgumentException("negative timeout: " + timeout);
        this.quietPeriod = quietPeriod;
        this.timeout = timeout;
    }

    /// Closes a channel without losing what is under way. Any thread may call it; it doesn't wait.
    ///
    /// @param channel the channel to be closed
    /// @param quietPeriod for how long the peer may send nothing, after the end of our output,
    ///   before the channel is closed
    /// @param timeout how long closing may take; zero closes at once
    /// @return the channel's close
    public static ChannelFuture close(Channel channel, Duration quietPeriod, Duration timeout) {
        Linger linger = new Linger(quietPeriod, timeout);
        if (channel.eventLoop().inEventLoop()) linger.closeNow(channel);
        else channel.eventLoop().execute(() -> linger.closeNow(channel));
        return channel.closeFuture();
    }

    private void closeNow(Channel channel) {
        // In the pipeline of a channel that is closed already no handler is called any more.
        if (channel.isActive() && channel.pipeline().get(Linger.class) == null) {
            channel.pipeline().addFirst(this);
        }
        channel.close();
    }

    /// Begins to close.
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!context.channel().isActive() || timeout.isZero()) {
            state = State.CLOSED;
            context.close(promise);
            return;
        }
        if (!promise.isVoid()) {
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        }
        if (state != State.OPEN) return;
        state = State.SENDING;
        schedule(context, () -> closeNow(context), timeout);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(sent -> allIsSent(context, sent.cause()));
        context.read();
    }

    private void allIsSent(ChannelHandlerContext context, @Nullable Throwable failure) {
        if (state != State.SENDING) return;
        if (failure != null
                || !(context.channel() instanceof DuplexChannel channel)
                || channel.isInputShutdown()) {
            closeNow(context);
            return;
        }
        state = State.LINGERING;
        channel.shutdownOutput();
        lookLater(context);
    }

    private void lookLater(ChannelHandlerContext context) {
        schedule(context, () -> look(context), quietPeriod.dividedBy(QUIET_LOOKS));
    }

    private void look(ChannelHandlerContext context) {
        if (state != State.LINGERING) return;
        if (++quietLooks >= QUIET_LOOKS) closeNow(context);
        else lookLater(context);
    }

    private static void schedule(ChannelHandlerContext context, Runnable task, Duration delay) {
        // A channel has one loop for as long as it is open, and a loop that ends closes it.
        context.channel().eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void closeNow(ChannelHandlerContext context) {
        if (state == State.CLOSED) return;
        state = State.CLOSED;
        context.close();
    }

    /// Passes messages on until the close, and drops them after it.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        quietLooks = 0;
        if (state == State.OPEN) context.fireChannelRead(message);
        else ReferenceCountUtil.release(message);
    }

    /// Goes on reading, after the close.
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (state != State.OPEN && state != State.CLOSED) context.read();
    }

    /// Passes on what happens, and closes if it is the peer's end of output after ours.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // An end that makes somebody behind us close is not one that comes after our end.
        boolean ended = event instanceof ChannelInputShutdownEvent && state == State.LINGERING;
        context.fireUserEventTriggered(event);
        if (ended) closeNow(context);
    }

    /// Passes failures on. After the close that of the connection is none any more.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (state == State.OPEN || !(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
        } else {
            closeNow(context);
        }
    }

    /// Passes writes on until the close, and fails them after it.
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (state == State.OPEN) {
            context.write(message, promise);
        } else {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
        }
    }
}
