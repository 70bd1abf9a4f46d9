package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;

/** Sends at once, and says so a while later; of a closed channel it says so at once. */
final class PromiseHoldingHandler extends ChannelOutboundHandlerAdapter {
    private final int millis;

    PromiseHoldingHandler(int millis) {
        this.millis = millis;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message)
                .addListener(
                        sent -> {
                            if (!sent.isSuccess()) promise.tryFailure(sent.cause());
                            else
                                context.executor()
                                        .schedule(
                                                () -> promise.trySuccess(),
                                                millis,
                                                TimeUnit.MILLISECONDS);
                        });
    }
}
