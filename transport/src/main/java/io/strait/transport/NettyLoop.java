package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.strait.task.Loop;
import io.strait.task.ReadyQueue;
import io.strait.task.Task;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An event loop of Netty's, with what the connections on it share.
final class NettyLoop implements Loop {
    private static final FastThreadLocal<@Nullable NettyLoop> OF_THREAD = new FastThreadLocal<>();

    private final EventLoop eventLoop;
    private final Thread thread = Thread.currentThread();
    final ReadyQueue queue = ReadyQueue.ofThread();
    final Unflushed unflushed;
    final OpenBatches openBatches = new OpenBatches(this);

    private NettyLoop(EventLoop eventLoop, Unflushed unflushed) {
        this.eventLoop = eventLoop;
        this.unflushed = unflushed;
    }

    /// That of an event loop of the calling thread. A thread has one, unless its channels are
    /// embedded: then each has its own, and what they leave to be flushed is still one list.
    static NettyLoop of(EventLoop eventLoop) {
        NettyLoop last = OF_THREAD.get();
        if (last != null && last.eventLoop == eventLoop) return last;
        NettyLoop loop = new NettyLoop(eventLoop, last == null ? new Unflushed() : last.unflushed);
        OF_THREAD.set(loop);
        return loop;
    }

    /// The task whose code calls.
    ///
    /// @param operation what it is about to do with the channel, for the message
    /// @throws IllegalStateException if it isn't the code of a task of this loop's thread
    Task currentTask(String operation, Channel channel) {
        Task current = queue.current();
        if (current == null) throw notHere(operation, channel);
        return current;
    }

    private IllegalStateException notHere(String operation, Channel channel) {
        Thread caller = Thread.currentThread();
        return new IllegalStateException(
                "cannot "
                        + operation
                        + " "
                        + channel
                        + " here: only the coroutines of its event loop can, and this is "
                        + (isCurrent() ? "a callback" : "thread '" + caller.getName() + "'"));
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable command) {
        eventLoop.execute(command);
    }

    @Override
    public boolean hasEnded() {
        return eventLoop.isShutdown();
    }

    /// Whether it is about to end, and closes its channels by itself.
    boolean isEnding() {
        return eventLoop.isShuttingDown();
    }

    @Override
    public long now() {
        return eventLoop.ticker().nanoTime();
    }

    @Override
    public Timer schedule(Runnable command, long delay) {
        Future<?> scheduled = eventLoop.schedule(command, delay, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
