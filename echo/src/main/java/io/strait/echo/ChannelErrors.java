package io.strait.echo;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.ServerChannel;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.util.concurrent.ThreadAwareExecutor;

/// Keeps an `Error` that one channel meets over io_uring from ending the event loop of all.
final class ChannelErrors {
    /*
     * Every transport of Netty's needs a buffer before it reads. If there is no direct memory for it, NIO and epoll
     * give the error to the channel's pipeline. Over io_uring (seen in 4.2.17 and 4.2.18) the read is submitted in
     * AbstractIoUringChannel.readComplete, outside of all that catches: the error ends the loop. So a few peers that
     * send and don't read would end the server.
     *
     * The remedy stands between the loop and its channels: IoHandler.register gives the loop what it calls with each
     * of a channel's events. It can go as soon as Netty catches the error itself: JarLimitsIT tells.
     */
    private ChannelErrors() {}

    static IoHandlerFactory confined(IoHandlerFactory factory) {
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor loop) {
                return new Handler(factory.newHandler(loop));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    private record Handler(IoHandler handler) implements IoHandler {
        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return handler.register(
                    handle instanceof IoUringIoHandle ours && handle instanceof Channel.Unsafe
                            ? new Handle(ours)
                            : handle);
        }

        @Override
        public void initialize() {
            handler.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return handler.run(context);
        }

        @Override
        public void prepareToDestroy() {
            handler.prepareToDestroy();
        }

        @Override
        public void destroy() {
            handler.destroy();
        }

        @Override
        public void wakeup() {
            handler.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return handler.isCompatible(handleType);
        }
    }

    @SuppressWarnings("try") // its close() is Netty's, and may throw anything
    private record Handle(IoUringIoHandle handle) implements IoUringIoHandle {
        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            try {
                handle.handle(registration, event);
            } catch (Error error) {
                tell((Channel.Unsafe) handle, error);
            }
        }

        private static void tell(Channel.Unsafe unsafe, Error error) {
            Channel channel = unsafe.voidPromise().channel();
            channel.pipeline().fireExceptionCaught(error);
            // A listening channel goes on, after a pause: Admission.
            if (!(channel instanceof ServerChannel)) unsafe.close(unsafe.voidPromise());
        }

        @Override
        public void registered() {
            handle.registered();
        }

        @Override
        public void unregistered() {
            handle.unregistered();
        }

        @Override
        public void close() throws Exception {
            handle.close();
        }
    }
}
