package io.strait.transport;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Netty's adaptive sizes of receive buffers, for a channel that reads once when it is asked to.
///
/// Without auto-read, one read is a batch. If it fills its buffer, Netty's allocator learns from it
/// twice: that the next buffer is to be larger, and that half of the larger one would have held
/// this batch. The rest of the message then makes it go back. So a message of more than half of the
/// largest buffer comes in two reads each time, for ever, and is answered in two. Here a batch of
/// one read counts once; one of several is left to Netty.
///
/// A handle belongs to one channel and is used on its event loop.
final class SingleReadRecvByteBufAllocator implements MaxMessagesRecvByteBufAllocator {
    private final AdaptiveRecvByteBufAllocator adaptive;

    SingleReadRecvByteBufAllocator(AdaptiveRecvByteBufAllocator adaptive) {
        this.adaptive = adaptive;
    }

    /// Has a channel use it in the place of Netty's own. An allocator of another kind is the user's
    /// choice and stays; so does what a channel has that has read before.
    static void install(ChannelConfig config) {
        // A subclass may have ideas of its own.
        if (config.getRecvByteBufAllocator() instanceof AdaptiveRecvByteBufAllocator adaptive
                && adaptive.getClass() == AdaptiveRecvByteBufAllocator.class) {
            config.setRecvByteBufAllocator(new SingleReadRecvByteBufAllocator(adaptive));
        }
    }

    /// Undoes [#install], unless somebody has chosen another one since.
    static void uninstall(ChannelConfig config) {
        if (config.getRecvByteBufAllocator() instanceof SingleReadRecvByteBufAllocator installed) {
            config.setRecvByteBufAllocator(installed.adaptive);
        }
    }

    @Override
    public ExtendedHandle newHandle() {
        return new SingleReadHandle((ExtendedHandle) adaptive.newHandle());
    }

    @Override
    public int maxMessagesPerRead() {
        return adaptive.maxMessagesPerRead();
    }

    @Override
    public MaxMessagesRecvByteBufAllocator maxMessagesPerRead(int maxMessagesPerRead) {
        adaptive.maxMessagesPerRead(maxMessagesPerRead);
        return this;
    }

    private static final class SingleReadHandle extends RecvByteBufAllocator.DelegatingHandle
            implements RecvByteBufAllocator.ExtendedHandle {
        private final ExtendedHandle adaptive;
        private int reads; // of this batch

        SingleReadHandle(ExtendedHandle adaptive) {
            super(adaptive);
            this.adaptive = adaptive;
        }

        @Override
        public void reset(ChannelConfig config) {
            reads = 0;
            super.reset(config);
        }

        @Override
        public void lastBytesRead(int bytes) {
            reads++;
            super.lastBytesRead(bytes);
        }

        @Override
        public void readComplete() {
            boolean learnt = reads == 1 && lastBytesRead() == attemptedBytesRead();
            if (!learnt) super.readComplete();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return adaptive.continueReading(maybeMoreData);
        }
    }
}
