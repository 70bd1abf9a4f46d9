package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.strait.task.Loop;
import io.strait.task.Task;
import io.strait.task.Wait;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;

/// Ends the output of a connection and leaves its input open. Used on the event loop alone.
final class HalfClose {
    private final ChannelHandlerContext context;
    private final NettyLoop loop;
    private final Output output;

    HalfClose(ChannelHandlerContext context, NettyLoop loop, Output output) {
        this.context = context;
        this.loop = loop;
        this.output = output;
    }

    /// Suspends `task`, whose code calls, until everything written has reached the kernel and the
    /// output has ended.
    ///
    /// @throws UnsupportedOperationException if there is no half-close
    void shutdownOutput(Task task) throws IOException {
        Tls tls = Tls.inFrontOf(context);
        if (tls == null) shutdownSocket(task);
        else shutdownTls(task, tls);
    }

    private void shutdownSocket(Task task) throws IOException {
        if (!(context.channel() instanceof DuplexChannel duplex)) {
            throw noHalfClose("this kind of channel has no half-close");
        }
        flush(task);
        if (!duplex.isOutputShutdown()) await(task, duplex.shutdownOutput());
    }

    /* The end of the bytes would be none to the peer's TLS; and close_notify is one on every kind of channel. */
    private void shutdownTls(Task task, Tls tls) throws IOException {
        flush(task);
        if (!tls.handshake().isDone())
            context.read(); // that of a server begins with the client's word
        await(task, tls.handshake());
        if (!tls.hasHalfClose()) throw noHalfClose(tls.version() + " has no half-close");
        if (!tls.outputHasEnded()) await(task, tls.endOutput());
        output.shutDownByTls();
    }

    private void flush(Task task) throws IOException {
        try {
            output.flush(task, Loop.NO_DEADLINE);
        } catch (TimeoutException withoutDeadline) {
            throw new AssertionError(withoutDeadline);
        }
    }

    private UnsupportedOperationException noHalfClose(String why) {
        return new UnsupportedOperationException(
                "cannot shut the output of " + context.channel() + " down: " + why + "; close it");
    }

    private void await(Task task, Future<?> future) throws IOException {
        if (!future.isDone()) {
            Done done = new Done(future);
            output.others().in(done, () -> done.waitFor(task));
        }
        if (!future.isDone()) throw output.failure(new ClosedChannelException());
        if (!future.isSuccess()) throw output.failure(future.cause());
    }

    /* A future of the pipeline's is done, on whichever thread, or never will be. */
    private final class Done extends Wait {
        private final Future<?> future;

        Done(Future<?> future) {
            super(loop, null);
            this.future = future;
        }

        boolean waitFor(Task task) {
            future.addListener(done -> wake());
            return isOver() || await(task, Loop.NO_DEADLINE);
        }

        @Override
        protected boolean isOver() {
            return future.isDone() || output.isGone();
        }
    }
}
