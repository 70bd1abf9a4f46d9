package io.strait.transport.testing;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;

/// A channel of which each direction has an end of its own: the forms in which Netty asks for that.
abstract class TwoWayChannel extends AbstractChannel implements DuplexChannel {
    TwoWayChannel(ChannelId id) {
        super(null, id);
    }

    /// Reads no more.
    abstract void endInput();

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        if (eventLoop().inEventLoop()) shutdownOutputNow(promise);
        else eventLoop().execute(() -> shutdownOutputNow(promise));
        return promise;
    }

    private void shutdownOutputNow(ChannelPromise promise) {
        ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        if (eventLoop().inEventLoop()) endInput();
        else eventLoop().execute(this::endInput);
        return promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownInput();
        return shutdownOutput(promise);
    }
}
