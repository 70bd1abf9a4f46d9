package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/** The callback handler with something wrong around it, which has to be found. */
enum Broken implements Tested {
    /** Messages come at the end of their batch. */
    LATE {
        @Override
        public void addTo(ChannelPipeline pipeline, Script script) {
            pipeline.addLast(new Late());
            CALLBACK.addTo(pipeline, script);
        }
    },
    /** A failure in front is told to nobody. */
    FORGETFUL {
        @Override
        public void addTo(ChannelPipeline pipeline, Script script) {
            pipeline.addLast(new Forgetful());
            CALLBACK.addTo(pipeline, script);
        }
    },
    /** The end of a batch is kept from the handlers behind. */
    SILENT {
        @Override
        public void addTo(ChannelPipeline pipeline, Script script) {
            CALLBACK.addTo(pipeline, script);
            pipeline.addLast(new Silent());
        }
    },
    /** Messages are never released. */
    KEEPING {
        @Override
        public void addTo(ChannelPipeline pipeline, Script script) {
            pipeline.addLast(new Keeping());
            CALLBACK.addTo(pipeline, script);
        }
    },
    /** Each write is flushed. */
    EAGER {
        @Override
        public void addTo(ChannelPipeline pipeline, Script script) {
            pipeline.addLast(new Eager());
            CALLBACK.addTo(pipeline, script);
        }
    };

    private static final class Late extends ChannelInboundHandlerAdapter {
        private final Deque<Object> batch = new ArrayDeque<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            batch.add(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            for (Object message; (message = batch.poll()) != null; )
                context.fireChannelRead(message);
            context.fireChannelReadComplete();
        }
    }

    private static final class Forgetful extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
    }

    private static final class Silent extends ChannelInboundHandlerAdapter {
        @Override
        public void channelReadComplete(ChannelHandlerContext context) {}
    }

    private static final class Keeping extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.fireChannelRead(ReferenceCountUtil.retain(message));
        }
    }

    private static final class Eager extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            context.writeAndFlush(message, promise);
        }
    }
}
