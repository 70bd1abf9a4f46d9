package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.strait.task.Loop;
import io.strait.task.ReadyQueue;
import io.strait.task.Task;
import io.strait.task.TaskBody;
import io.strait.task.TaskList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An event loop of Netty's, with what the connections on it share.
final class NettyLoop implements Loop {
    private static final FastThreadLocal<@Nullable NettyLoop> OF_THREAD =
            new FastThreadLocal<>() {
                /* The last that Netty does on a thread that ends: the loop's end, or its suspension. */
                @Override
                protected void onRemoval(@Nullable NettyLoop loop) {
                    if (loop != null && loop.hasEnded()) loop.endTasks();
                }
            };

    final EventLoop eventLoop;
    private final Thread thread = Thread.currentThread();
    final ReadyQueue queue = ReadyQueue.ofThread();
    final Unflushed unflushed;
    final OpenBatches openBatches = new OpenBatches(this);
    private final TaskList onChannels = new TaskList(); // those whose channel holds the loop
    private final WorkGuard guard;

    private NettyLoop(EventLoop eventLoop, Unflushed unflushed) {
        this.eventLoop = eventLoop;
        this.unflushed = unflushed;
        this.guard = new WorkGuard(eventLoop);
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

    /* On other threads Netty keeps its own thread locals, ours and the allocator's among them, in one of the JDK's. */
    @Override
    public boolean sharesThreadLocals() {
        return !(thread instanceof FastThreadLocalThread);
    }

    @Override
    public Task newTask(TaskBody body) {
        return new ForkedTask(this, body);
    }

    @Override
    public void taskStarted(Task task) {
        if (task instanceof NettyTask own && own.isOnChannel()) onChannels.add(task);
        else guard.add(task);
    }

    @Override
    public void taskEnded(Task task) {
        if (task instanceof NettyTask own && own.isOnChannel()) onChannels.remove(task);
        else guard.remove(task);
    }

    /// The channel of a task that runs no longer holds the loop for it.
    void taskLeftChannel(Task task) {
        onChannels.remove(task);
        guard.add(task);
    }

    /* The loop may end with channels open, if it is told to in the middle of its commands and has no quiet period. */
    private void endTasks() {
        onChannels.cancelAll("its event loop has ended");
        guard.end("its event loop has ended");
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
