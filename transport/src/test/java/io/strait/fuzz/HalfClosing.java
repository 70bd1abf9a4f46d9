package io.strait.fuzz;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import java.nio.channels.ClosedChannelException;

/** An in-memory channel whose output can be shut down, in time or later. */
final class HalfClosing extends Breakable implements DuplexChannel {
    private final Wire wire;
    private boolean held;
    private boolean outputShutdown;
    private ChannelPromise pending;

    private final boolean inputShutdown;

    /**
     * @param inputShutdown whether the peer has ended its output
     */
    HalfClosing(Wire wire, boolean inputShutdown) {
        this.wire = wire;
        this.inputShutdown = inputShutdown;
    }

    /** Whether a shutdown takes its time. */
    void hold(boolean hold) {
        held = hold;
        if (!hold && pending != null) done();
    }

    private void done() {
        ChannelPromise shutdown = pending;
        pending = null;
        shutdown.setSuccess();
        pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
    }

    /** What is not done by then has failed. */
    void closed() {
        if (pending == null) return;
        ChannelPromise shutdown = pending;
        pending = null;
        shutdown.setFailure(new ClosedChannelException());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        if (!isOpen()) return promise.setFailure(new ClosedChannelException());
        if (outputShutdown) return promise.setSuccess();
        outputShutdown = true;
        pending = promise;
        wire.failAll(new ChannelOutputShutdownException("shut")); // who hears of it may close
        if (!held && pending != null) done();
        return promise;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return newFailedFuture(new UnsupportedOperationException());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdown() {
        return newFailedFuture(new UnsupportedOperationException());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }
}
