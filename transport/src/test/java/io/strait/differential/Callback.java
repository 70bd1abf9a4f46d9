package io.strait.differential;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * The script as a callback handler reads on demand, written against Netty alone: what a careful
 * author would write who has no coroutines.
 *
 * <p>Where a straight line of code differs from callbacks by its nature, this handler follows it.
 * These are all the rules of that kind:
 *
 * <ol>
 *   <li>What comes while the script runs, or waits for something else than a message, is kept; so
 *       are failures, at their place between the messages.
 *   <li>What was written is sent when the script waits: at the end of the batch if it waits for a
 *       message, else at once. A batch that nobody ends is over when the loop comes to its tasks,
 *       and what comes inside the call that asks for it is one of its own.
 *   <li>The transport is asked when a message is waited for and none is there, and again after a
 *       batch that brought none, or only such as passed by.
 *   <li>The end of the input comes after what the handlers in front still give if they are asked.
 *       If something is not sent yet, it comes a task later: it may turn out to be a reset.
 *   <li>A failure that was the last thing to come stays true at later reads: any, once the channel
 *       is closed, where it is the reason for writes too; the transport's also after the end.
 *   <li>A failure that was not read when the script ends goes to the next handler, after the one
 *       that the script ended with, and after what was written is sent. That the peer has gone is
 *       told once.
 *   <li>A write that failed is told to the next write or flush, else to the next handler; not so if
 *       it only says that the channel is closed.
 *   <li>The end of the script closes the channel, after what was written. One that has taken itself
 *       out of the pipeline goes on, waits no more until the channel is writable, and closes
 *       nothing. One that somebody else has taken out ends there and then.
 *   <li>Two scripts on one channel take turns: see {@link Turns}.
 * </ol>
 */
final class Callback extends ChannelDuplexHandler {
    private final Script script;
    private Progress progress;
    private boolean autoReadBefore;
    private Boolean halfClosureBefore;

    Callback(Script script) {
        this.script = script;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel channel = context.channel();
        progress = new Progress(script, context);
        takeReadingOver(context);
        if (((DuplexChannel) channel).isInputShutdown()) progress.inputEnded();
        if (channel.isActive()) context.executor().execute(progress::start);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (progress.detach() && context.channel().isActive()) giveReadingBack(context);
    }

    private void takeReadingOver(ChannelHandlerContext context) {
        ChannelConfig config = context.channel().config();
        Callback other = other(context);
        autoReadBefore = other == null ? config.isAutoRead() : other.autoReadBefore;
        halfClosureBefore =
                other == null
                        ? config.getOption(ChannelOption.ALLOW_HALF_CLOSURE)
                        : other.halfClosureBefore;
        config.setAutoRead(false);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    private void giveReadingBack(ChannelHandlerContext context) {
        if (other(context) != null) return; // the last one does
        ChannelConfig config = context.channel().config();
        if (halfClosureBefore != null) {
            config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfClosureBefore);
            boolean ended = ((DuplexChannel) context.channel()).isInputShutdown();
            if (!halfClosureBefore && ended) { // it would be closed already, without this handler
                progress.closeWhenWritten();
                return;
            }
        }
        config.setAutoRead(autoReadBefore);
    }

    /** One like this that reads the same channel. */
    private Callback other(ChannelHandlerContext context) {
        return context.pipeline().toMap().values().stream()
                .filter(handler -> handler instanceof Callback other && other != this)
                .map(Callback.class::cast)
                .filter(other -> other.progress != null)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.fireChannelActive();
        progress.start();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!script.type().isInstance(message)) {
            context.fireChannelRead(message);
            progress.openBatch();
        } else if (!progress.receive(message)) {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        progress.endBatch();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!progress.fail(cause)) context.fireExceptionCaught(cause);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event == ChannelInputShutdownEvent.INSTANCE) inputEnded(context);
        else if (event == ChannelOutputShutdownEvent.INSTANCE) progress.goOnWriting();
    }

    private void inputEnded(ChannelHandlerContext context) {
        ChannelOutboundBuffer unsent = context.channel().unsafe().outboundBuffer();
        if (unsent != null && !unsent.isEmpty()) context.executor().execute(progress::inputEnded);
        else progress.inputEnded();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        if (context.channel().isWritable()) progress.goOnWriting();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        progress.channelGone();
    }
}
