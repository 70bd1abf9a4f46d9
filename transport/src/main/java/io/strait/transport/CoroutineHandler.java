package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.strait.coroutine.Coroutine;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs one coroutine per connection, in any Netty pipeline.
///
/// ```java
/// pipeline.addLast(CoroutineHandler.of(connection -> {
///     for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
/// }));
/// ```
///
/// The coroutine starts when the channel is active, and runs on the channel's event loop, as a
/// callback would. When it returns, what it wrote is sent and the channel is closed. When it
/// throws, the exception goes down the pipeline (`exceptionCaught` of the handlers behind this
/// one), and the channel is closed as well. When the channel ends first, the coroutine's reads end;
/// if it waits for something else, it is cancelled: its `finally` blocks run in any case.
///
/// A coroutine that waits in `read()` is resumed with each message, inside its `channelRead`, as a
/// callback is called. What it writes is flushed once for all messages of a read of the transport.
/// [ConnectionOptions] has one resume for all of them instead, and what else can be chosen.
///
/// It takes the reading over: it switches auto-read off and `ALLOW_HALF_CLOSURE` on, and has
/// Netty's `AdaptiveRecvByteBufAllocator`, if the channel uses it, learn once from each read. One
/// read brings one buffer, of up to 64 KiB, and is answered with one flush; whoever serves longer
/// messages allows larger ones with the channel's `RECVBUF_ALLOCATOR`. Taken out of the pipeline,
/// the handler puts all of this back and hands on what was not read.
///
/// It belongs to one channel, so a `ChannelInitializer` makes a new one for each. Messages of other
/// types than it was made for, and all other events, pass through to the handlers behind it; so
/// does the end of a batch (`channelReadComplete`). Handlers behind that look at auto-read, and
/// those in front (`HttpObjectAggregator` before a `413`, traffic shaping), find it off. A channel
/// that is taken off its event loop, to be registered with another one, is closed: the coroutine
/// can't go along, and its reads throw an exception that says so.
///
/// @param <M> the type of the messages that the handler in front delivers
public final class CoroutineHandler<M> extends ChannelDuplexHandler {

    /// What happens on a connection, from its beginning to its end.
    ///
    /// @param <M> the type of message that is read
    @FunctionalInterface
    public interface Body<M> {
        /// Runs as a coroutine on the channel's event loop, once. It may suspend, and must not
        /// block.
        ///
        /// @param connection the connection, which is closed when this method returns or throws
        /// @throws Exception goes down the pipeline
        void run(Connection<M> connection) throws Exception;
    }

    private final Class<M> type;
    private final ConnectionOptions options;
    private final @Nullable Body<M> body;
    private final @Nullable NettyTask opener; // without a body
    private @Nullable Connection<M> connection; // from when it is added
    private boolean autoReadBefore;
    private @Nullable Boolean halfClosureBefore; // null where there is none

    private CoroutineHandler(Class<M> type, ConnectionOptions options, Body<M> body) {
        Coroutine.ensureAvailability();
        this.type = Objects.requireNonNull(type, "type");
        this.options = Objects.requireNonNull(options, "options");
        this.body = Objects.requireNonNull(body, "body");
        this.opener = null;
    }

    /// One without a coroutine: its connection belongs to the task that opens it.
    CoroutineHandler(Class<M> type, ConnectionOptions options, NettyTask opener) {
        this.type = type;
        this.options = options;
        this.body = null;
        this.opener = opener;
    }

    /// A handler for a channel whose pipeline delivers bytes.
    ///
    /// @param body what happens on the connection
    /// @return a handler for one channel
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static CoroutineHandler<ByteBuf> of(Body<ByteBuf> body) {
        return of(ConnectionOptions.DEFAULT, body);
    }

    /// A handler for a channel whose pipeline delivers decoded messages.
    ///
    /// @param <M> the type of message
    /// @param type the type of message; others pass through
    /// @param body what happens on the connection
    /// @return a handler for one channel
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static <M> CoroutineHandler<M> of(Class<M> type, Body<M> body) {
        return of(type, ConnectionOptions.DEFAULT, body);
    }

    /// A handler for a channel whose pipeline delivers bytes.
    ///
    /// @param options how it treats the channel
    /// @param body what happens on the connection
    /// @return a handler for one channel
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static CoroutineHandler<ByteBuf> of(ConnectionOptions options, Body<ByteBuf> body) {
        return new CoroutineHandler<>(ByteBuf.class, options, body);
    }

    /// A handler for a channel whose pipeline delivers decoded messages.
    ///
    /// @param <M> the type of message
    /// @param type the type of message; others pass through
    /// @param options how it treats the channel
    /// @param body what happens on the connection
    /// @return a handler for one channel
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static <M> CoroutineHandler<M> of(
            Class<M> type, ConnectionOptions options, Body<M> body) {
        return new CoroutineHandler<>(type, options, body);
    }

    /// The connection, once it is added.
    Connection<M> connection() {
        return Objects.requireNonNull(connection);
    }

    /// {@inheritDoc}
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (context.executor() != channel.eventLoop()) {
            throw new IllegalStateException(
                    "a CoroutineHandler runs on its channel's own event loop: add it to the"
                            + " pipeline of "
                            + channel
                            + " without an EventExecutorGroup");
        }
        takeReadingOver(context);
        Connection<M> added = newConnection(context);
        connection = added;
        if (!channel.isActive()) return;
        added.lookForEarlierEnd();
        // In a ChannelInitializer the channel may be active already, and channelActive is still to
        // come, after the handlers that are added behind this one. Later it won't come any more.
        channel.eventLoop().execute(added::begin);
    }

    private Connection<M> newConnection(ChannelHandlerContext context) {
        if (body != null) return new Connection<>(context, options, body);
        return new Connection<>(context, options, Objects.requireNonNull(opener));
    }

    /// {@inheritDoc}
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (connection == null || !connection.detached()) return;
        if (context.channel().isActive()) giveReadingBack(context);
    }

    private void takeReadingOver(ChannelHandlerContext context) {
        ChannelConfig config = context.channel().config();
        // What another one has switched is not how it was before.
        CoroutineHandler<?> other = config.isAutoRead() ? null : anotherIn(context);
        if (other == null) {
            autoReadBefore = config.isAutoRead();
            halfClosureBefore = config.getOption(ChannelOption.ALLOW_HALF_CLOSURE);
        } else {
            autoReadBefore = other.autoReadBefore;
            halfClosureBefore = other.halfClosureBefore;
        }
        config.setAutoRead(false);
        SingleReadRecvByteBufAllocator.install(config);
        if (options.halfClosure()) { // refused where there is none
            config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
    }

    private void giveReadingBack(ChannelHandlerContext context) {
        if (anotherIn(context) != null) return; // the last one does
        ChannelConfig config = context.channel().config();
        if (halfClosureBefore != null) {
            config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfClosureBefore);
        }
        SingleReadRecvByteBufAllocator.uninstall(config);
        if (Boolean.FALSE.equals(halfClosureBefore) && connection().isInputShutDown()) {
            // Without us it would have been closed at the peer's end, of which nobody will tell
            // again.
            connection().closeAfterHandover();
        } else {
            config.setAutoRead(autoReadBefore); // may read on the spot
        }
    }

    private @Nullable CoroutineHandler<?> anotherIn(ChannelHandlerContext context) {
        for (Map.Entry<String, ChannelHandler> entry : context.pipeline()) {
            if (entry.getValue() instanceof CoroutineHandler<?> other
                    && other != this
                    && other.connection != null) return other;
        }
        return null;
    }

    /// {@inheritDoc}
    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.fireChannelActive();
        connection().begin();
    }

    /// {@inheritDoc}
    @Override
    @SuppressWarnings("unchecked") // A cast by `type` would ask a second time.
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (type.isInstance(message)) {
            connection().received((M) message);
        } else {
            connection().passedOn();
            context.fireChannelRead(message);
        }
    }

    /// {@inheritDoc}
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        connection().readComplete();
    }

    /// {@inheritDoc}
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event instanceof ChannelInputShutdownEvent) connection().inputEnded();
        else if (event instanceof ChannelOutputShutdownEvent) connection().outputEnded();
        else if (Tls.isEnd(event)) connection().tlsEnded();
    }

    /// {@inheritDoc}
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        connection().writabilityChanged();
    }

    /// {@inheritDoc}
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!connection().failed(cause)) context.fireExceptionCaught(cause);
    }

    /// {@inheritDoc}
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        connection().closeRequested();
        context.close(promise);
    }

    /// {@inheritDoc}
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        connection().inactive();
    }

    /// {@inheritDoc}
    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
        context.fireChannelUnregistered();
        if (context.channel().isOpen()) connection().unregistered();
    }
}
