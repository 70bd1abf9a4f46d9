package io.strait.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strait.transport.ConnectionOptions;
import io.strait.transport.CoroutineHandler;

/// An echo as a callback handler, and as a coroutine.
enum Echo {
    CALLBACK {
        @Override
        ChannelHandler newHandler() {
            return new Callback();
        }
    },
    COROUTINE {
        @Override
        ChannelHandler newHandler() {
            return CoroutineHandler.of(
                    connection -> {
                        for (ByteBuf data; (data = connection.read()) != null; )
                            connection.write(data);
                    });
        }
    },
    EACH_BATCH {
        @Override
        ChannelHandler newHandler() {
            return CoroutineHandler.of(
                    ConnectionOptions.DEFAULT.withResumption(
                            ConnectionOptions.Resumption.EACH_BATCH),
                    connection -> {
                        for (ByteBuf data; (data = connection.read()) != null; )
                            connection.write(data);
                    });
        }
    };

    /// A handler for one channel that delivers bytes.
    abstract ChannelHandler newHandler();

    /// What it takes without Strait: one flush for all that one read brought.
    static class Callback extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
