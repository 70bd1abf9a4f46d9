package io.strait.echo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Stands in the listening channel's pipeline, before Netty's acceptor: knows the open connections,
/// turns away what is above the limit, and pauses when the system has no more sockets to give.
final class Admission extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(Admission.class.getName());
    private static final long PAUSE_SECONDS = 1;
    private static final long SAME_SHORTAGE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long MILLIS_BETWEEN_LOOKS = 20;
    private static final int LOOKS = 50;

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final int limit;
    private final AtomicLong accepted = new AtomicLong();
    private boolean failedBefore;
    private long lastFailure;

    /// @param limit how many connections may be open, or 0
    Admission(int limit) {
        this.limit = limit;
    }

    /// The open ones. Complete once the listening channel is closed.
    ChannelGroup connections() {
        return connections;
    }

    /// How many there were so far, those that were turned away included.
    long accepted() {
        return accepted.get();
    }

    /// Closes the listening channel as soon as nobody waits in the kernel's queue, whose
    /// connections the kernel would reset; or after a second of steady arrivals. Waits for it.
    void close(Channel listener) {
        try {
            listener.eventLoop().execute(() -> closeWhenNobodyWaits(listener, -1, LOOKS));
        } catch (RejectedExecutionException itsLoopHasDied) {
            return; // with its socket, or the process soon does
        }
        listener.closeFuture()
                .awaitUninterruptibly(2 * LOOKS * MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    }

    /* Between two looks the loop asks the kernel, so if there was somebody, he has come in. */
    private void closeWhenNobodyWaits(Channel listener, long acceptedBefore, int looks) {
        if (accepted.get() == acceptedBefore || looks == 0) {
            listener.close();
        } else {
            long now = accepted.get();
            listener.eventLoop()
                    .schedule(
                            () -> closeWhenNobodyWaits(listener, now, looks - 1),
                            MILLIS_BETWEEN_LOOKS,
                            TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        accepted.incrementAndGet();
        if (limit > 0 && connections.size() >= limit) {
            connection.unsafe().closeForcibly();
        } else {
            context.fireChannelRead(connection);
            connections.add(connection); // now that it has an event loop
        }
    }

    /// Accepting has failed, as a rule because the process is out of file descriptors. The peers
    /// wait in the kernel's queue meanwhile. Netty's acceptor pauses too, but leaves a stack trace
    /// per second; here a shortage is told of once.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Channel listener = context.channel();
        listener.config().setAutoRead(false);
        context.executor()
                .schedule(
                        () -> listener.config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);

        long now = context.executor().ticker().nanoTime();
        if (!failedBefore || now - lastFailure > SAME_SHORTAGE_NANOS) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot accept more connections for now, and tries again every second: {0}"
                            + " (\"ulimit -n\" raises the limit of open files, --max-connections keeps below it)",
                    SystemError.text(cause));
        }
        failedBefore = true;
        lastFailure = now;
    }
}
