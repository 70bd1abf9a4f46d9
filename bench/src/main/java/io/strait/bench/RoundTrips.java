package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The client of an echo: sends a batch of messages of 64 bytes with one flush, waits for all of it
/// to come back, and does that again.
final class RoundTrips extends ChannelInboundHandlerAdapter {
    private static final int SIZE = 64;

    private final int messages;
    private final Runnable next = this::send;
    private @Nullable ChannelHandlerContext context;
    private int left;
    private int missing;
    private @Nullable Promise<Void> done;

    /// A client whose batch is `messages` messages.
    RoundTrips(int messages) {
        this.messages = messages;
    }

    /// Does `count` round trips. For any thread.
    ///
    /// @return completed when they are done, or failed with the connection
    Promise<Void> run(int count) {
        ChannelHandlerContext connected = Objects.requireNonNull(context);
        Promise<Void> promise = connected.executor().newPromise();
        connected
                .executor()
                .execute(
                        () -> {
                            left = count;
                            done = promise;
                            send();
                        });
        return promise;
    }

    private void send() {
        ChannelHandlerContext connected = Objects.requireNonNull(context);
        missing = messages * SIZE;
        for (int i = 0; i < messages; i++)
            connected.write(connected.alloc().directBuffer(SIZE).writerIndex(SIZE));
        connected.flush();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        missing -= ((ByteBuf) message).readableBytes();
        ((ByteBuf) message).release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        if (missing > 0 || done == null) return;
        if (--left > 0) {
            // Not at once: a LocalChannel may be in the middle of the last flush, and forget this
            // one.
            reading.executor().execute(next);
        } else {
            done.setSuccess(null);
            done = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ended) {
        if (done != null) done.setFailure(new IllegalStateException("the server hung up"));
    }
}
