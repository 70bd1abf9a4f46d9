package io.strait.transport.testing;

import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection that a channel is opening, which may be called off, and takes the channel's
/// `CONNECT_TIMEOUT_MILLIS` at most.
final class Dial {
    private final ChannelPromise promise;
    private final @Nullable Future<?> timer;

    Dial(ScriptedChannel channel, SocketAddress remote, ChannelPromise promise) {
        this.promise = promise;
        int limit = channel.config().getConnectTimeoutMillis();
        this.timer =
                limit <= 0
                        ? null
                        : channel.eventLoop()
                                .schedule(
                                        () -> channel.refused(noAnswer(remote, limit)),
                                        limit,
                                        TimeUnit.MILLISECONDS);
        promise.addListener(
                done -> {
                    if (done.isCancelled()) channel.unsafe().close(channel.voidPromise());
                });
    }

    private static IOException noAnswer(SocketAddress remote, int limit) {
        return new ConnectTimeoutException("no answer within " + limit + " ms: " + remote);
    }

    /// The other side accepts.
    ///
    /// @return false if it was called off
    boolean succeed() {
        stopTimer();
        return promise.trySuccess();
    }

    /// Does nothing if it has succeeded.
    void fail(IOException why) {
        stopTimer();
        promise.tryFailure(why);
    }

    private void stopTimer() {
        if (timer != null) timer.cancel(false);
    }
}
