package io.strait.differential;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/** Frames of one byte, or of two after each s; x is no frame. At the end it gives what it has. */
final class ChangingDecoder extends ByteToMessageDecoder {
    private int length = 1;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < length) return;
        ByteBuf frame = in.readRetainedSlice(length);
        byte first = frame.getByte(0);
        if (first == 'x') {
            frame.release();
            throw new CorruptedFrameException("x");
        }
        if (first == 's') length = 3 - length;
        out.add(frame);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws Exception {
        super.decodeLast(context, in, out);
        if (in.isReadable()) out.add(in.readRetainedSlice(in.readableBytes()));
    }
}
