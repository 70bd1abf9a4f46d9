package io.strait.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/// What a channel has been given to send, by anybody, and has not sent. On its event loop alone.
final class Unsent {
    private Unsent() {}

    static boolean isAny(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    /// How many bytes of it the kernel has not taken.
    static long bytes(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes() - unsent.currentProgress();
    }

    /// The write, anybody's, whose failure made the transport close the channel; null if that isn't
    /// why it is closed. The transport tells it to nobody but who writes afterwards.
    static @Nullable Throwable whatBrokeTheChannelOf(ChannelHandlerContext context) {
        if (context.channel().isOpen()) return null;
        ChannelHandlerContext first = context.pipeline().firstContext();
        if (first == null) return null; // the pipeline is taken apart already
        Throwable refusal = first.write(Unpooled.EMPTY_BUFFER).cause();
        return refusal == null ? null : refusal.getCause();
    }
}
