package io.strait.echo;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.strait.transport.Transport;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The event loops of a server, and whether they live.
///
/// Netty ends a loop on an `Error` outside of its handlers, such as an OutOfMemoryError, and tells
/// nobody. The loop's connections stay open, and nobody serves them.
final class Loops {
    private static final long SECONDS_TO_CLOSE = 10;

    private final EventLoopGroup group;
    private final AtomicReferenceArray<Thread> threads; // null for a loop without connections yet

    private Loops(EventLoopGroup group, AtomicReferenceArray<Thread> threads) {
        this.group = group;
        this.threads = threads;
    }

    /// Makes them; each starts with its first connection.
    ///
    /// @throws IOException if the system has not enough for them, with the reason
    static Loops of(Transport transport, int count) throws IOException {
        AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(count);
        AtomicInteger started = new AtomicInteger();
        DefaultThreadFactory factory = new DefaultThreadFactory("strait-echo", Thread.MAX_PRIORITY);
        ThreadFactory watched =
                loop -> {
                    Thread thread = factory.newThread(loop);
                    // Netty starts what it is given at once. A loop that couldn't start is tried
                    // again.
                    threads.set(started.getAndIncrement() % count, thread);
                    return thread;
                };
        try {
            return new Loops(
                    new MultiThreadIoEventLoopGroup(count, watched, handlers(transport)), threads);
        } catch (RuntimeException failure) {
            Throwable root = failure;
            while (root.getCause() != null) root = root.getCause();
            throw new IOException(
                    "cannot make "
                            + count
                            + " event loops: "
                            + SystemError.text(root)
                            + "; take fewer --threads, or allow more open files (\"ulimit -n\")",
                    failure);
        }
    }

    private static IoHandlerFactory handlers(Transport transport) {
        IoHandlerFactory handlers = transport.ioHandlerFactory();
        return transport == Transport.IO_URING ? ChannelErrors.confined(handlers) : handlers;
    }

    EventLoopGroup group() {
        return group;
    }

    /// Whether none of those that have started has ended. Needs no memory, as that may be what is
    /// missing.
    boolean areAlive() {
        for (int i = 0; i < threads.length(); i++) {
            Thread thread = threads.get(i);
            if (thread != null && thread.getState() == Thread.State.TERMINATED) return false;
        }
        return true;
    }

    /// Ends them, and waits for it; not for ever, as one that has died may never tell.
    void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS)
                .awaitUninterruptibly(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
    }
}
