package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A channel in this JVM, behind streams. */
final class LocalPeer extends SimpleChannelInboundHandler<ByteBuf> implements Peer {
    private static final ByteBuf END = Unpooled.EMPTY_BUFFER;

    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final BlockingQueue<ByteBuf> received = new LinkedBlockingQueue<>();
    private final InputStream in = new BufferInputStream(this::next);
    private final OutputStream out =
            new BufferOutputStream(
                    data -> channel.join().writeAndFlush(data).syncUninterruptibly());

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel.complete(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf data) {
        if (data.isReadable()) received.add(Unpooled.copiedBuffer(data));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        received.add(END);
    }

    private @Nullable ByteBuf next() throws InterruptedException {
        ByteBuf next = received.take();
        return next == END ? null : next;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void close() {
        if (!channel.join().close().awaitUninterruptibly(40, TimeUnit.SECONDS))
            throw new AssertionError(channel.join() + " has not closed in 40 seconds");
    }
}
