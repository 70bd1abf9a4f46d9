package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import org.jspecify.annotations.Nullable;

/// The promise of one write, which tells its [Output] when it completes. A listener would do the
/// same at three times the cost: it takes the promise's lock and a second pass through the
/// notification.
final class Write extends DefaultChannelPromise {
    private final Output output;

    Write(Channel channel, Output output) {
        super(channel);
        this.output = output;
    }

    @Override
    public boolean trySuccess(@Nullable Void result) {
        return completed(super.trySuccess(null));
    }

    @Override
    public ChannelPromise setSuccess(@Nullable Void result) {
        super.setSuccess(null);
        completed(true);
        return this;
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        return completed(super.tryFailure(cause));
    }

    @Override
    public ChannelPromise setFailure(Throwable cause) {
        super.setFailure(cause);
        completed(true);
        return this;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return completed(super.cancel(mayInterrupt));
    }

    private boolean completed(boolean first) {
        if (first) output.completed(cause());
        return first;
    }
}
