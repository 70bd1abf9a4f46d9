package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/** In front of a coroutine: what was asked of the transport, and what it delivered. */
final class ReadCounter extends ChannelDuplexHandler {
    private volatile int asked;
    private volatile int bytes;
    private volatile int batches;
    private volatile int emptyBatches;
    private boolean any; // in this batch

    /** How often the transport was asked to read. */
    int asked() {
        return asked;
    }

    /** How many bytes it delivered. */
    int bytes() {
        return bytes;
    }

    /** How often it said that it had delivered all it had for now. */
    int batches() {
        return batches;
    }

    /** How often it said so and had delivered nothing. */
    int emptyBatches() {
        return emptyBatches;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // The event loop alone writes.
    public void read(ChannelHandlerContext context) {
        asked++;
        context.read();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void channelRead(ChannelHandlerContext context, Object message) {
        any = true;
        bytes += ((ByteBuf) message).readableBytes();
        context.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void channelReadComplete(ChannelHandlerContext context) {
        batches++;
        if (!any) emptyBatches++;
        any = false;
        context.fireChannelReadComplete();
    }
}
