package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An in-memory channel with frozen time and a coroutine behind the given handlers. */
final class Embedded {
    final EmbeddedChannel channel = new EmbeddedChannel();

    /** What reached the end of the pipeline: messages, exceptions and user events, in order. */
    final List<Object> passed = new ArrayList<>();

    private Embedded() {}

    static Embedded strings(CoroutineHandler.Body<String> body, ChannelHandler... inFront) {
        return of(CoroutineHandler.of(String.class, body), inFront);
    }

    static Embedded strings(
            ConnectionOptions options,
            CoroutineHandler.Body<String> body,
            ChannelHandler... inFront) {
        return of(CoroutineHandler.of(String.class, options, body), inFront);
    }

    static Embedded bytes(CoroutineHandler.Body<ByteBuf> body, ChannelHandler... inFront) {
        return of(CoroutineHandler.of(body), inFront);
    }

    static Embedded of(CoroutineHandler<?> handler, ChannelHandler... inFront) {
        Embedded embedded = new Embedded();
        embedded.channel.freezeTime();
        embedded.channel
                .pipeline()
                .addLast(inFront)
                .addLast("coroutine", handler)
                .addLast(embedded.end());
        embedded.channel.runPendingTasks();
        return embedded;
    }

    private ChannelHandler end() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                passed.add(message);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                passed.add(cause);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                passed.add(event);
            }
        };
    }

    /** One read of the transport that brings these messages. */
    void receive(Object... messages) {
        channel.writeInbound(messages);
    }

    /** All that was flushed since the last call. */
    List<Object> sent() {
        List<Object> sent = new ArrayList<>();
        for (Object message; (message = channel.readOutbound()) != null; ) sent.add(message);
        return sent;
    }

    static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    static String text(ByteBuf buffer) {
        try {
            return buffer.toString(StandardCharsets.UTF_8);
        } finally {
            buffer.release();
        }
    }
}
