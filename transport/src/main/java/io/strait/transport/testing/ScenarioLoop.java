package io.strait.transport.testing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The event loop of a scenario: it runs what it has when it is told to, and its clock stands still
/// until it is turned. All channels of the scenario are on it, so there is one clock.
///
/// Being a factory, it tells a [io.strait.transport.Connector] which kind of channel it has.
///
/// It belongs to the thread that made it. [#execute], and what Netty schedules through it, may come
/// from any thread.
final class ScenarioLoop extends AbstractScheduledEventExecutor
        implements EventLoop, ChannelFactory<ScriptedChannel> {
    /// There is no timer.
    static final long NONE = -1;

    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> commands = new ArrayDeque<>();
    private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>(); // of other threads
    private final MockTicker ticker = Ticker.newMockTicker();
    private volatile boolean ended;

    /// Runs the first command that is queued, apart from those of other threads.
    ///
    /// @return whether there was one
    boolean runCommand() {
        return run(commands.poll());
    }

    /// Runs the first command that another thread has queued. To be called when nothing else can
    /// run: then it makes no difference how long that thread has taken.
    ///
    /// @return whether there was one
    boolean runForeignCommand() {
        return run(foreign.poll());
    }

    private static boolean run(@Nullable Runnable command) {
        if (command == null) return false;
        command.run();
        return true;
    }

    /// Whether the time of a timer has come.
    boolean isTimerDue() {
        return untilNextTimer() == 0;
    }

    /// Runs the timers whose time has come. Those that they set wait for the next call.
    void runTimers() {
        Queue<Runnable> due = new ArrayDeque<>();
        for (Runnable timer; (timer = pollScheduledTask(now())) != null; ) due.add(timer);
        for (Runnable timer; (timer = due.poll()) != null; ) timer.run();
    }

    /// How long it is until the next timer is due, in nanoseconds, or [#NONE].
    long untilNextTimer() {
        long deadline = nextScheduledTaskDeadlineNanos();
        return deadline == -1 ? NONE : Math.max(0, deadline - now());
    }

    long now() {
        return ticker.nanoTime();
    }

    void turnClock(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
    }

    boolean hasForeignCommands() {
        return !foreign.isEmpty();
    }

    /// It takes no more commands, and forgets what it has.
    void end() {
        ended = true;
        cancelScheduledTasks();
        commands.clear();
        foreign.clear();
    }

    @Override
    public ScriptedChannel newChannel() {
        return new ScriptedChannel();
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void execute(Runnable command) {
        if (ended) throw new RejectedExecutionException("the scenario is over");
        if (inEventLoop()) {
            commands.add(command);
        } else {
            foreign.add(command);
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean inEventLoop() {
        return inEventLoop(Thread.currentThread());
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return thread == this.thread;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // Netty: null if there is none.
    public @Nullable EventLoopGroup parent() {
        return null;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    /// Does nothing: it ends with the scenario.
    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return terminationFuture();
    }

    /// Does nothing: it ends with the scenario.
    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public Future<?> terminationFuture() {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    public boolean isShuttingDown() {
        return ended;
    }

    @Override
    public boolean isShutdown() {
        return ended;
    }

    @Override
    public boolean isTerminated() {
        return ended;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return ended;
    }
}
