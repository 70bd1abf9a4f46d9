package io.strait.fuzz;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;

/** An in-memory channel that a write can find broken. */
class Breakable extends EmbeddedChannel {
    private boolean broken;

    /**
     * Somebody's write finds it.
     *
     * @param first in the pipeline
     */
    void breakDown(ChannelHandlerContext first) {
        broken = true;
        first.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer buffer) throws Exception {
        if (broken) throw new IOException("Broken pipe");
        super.doWrite(buffer);
    }
}
