package io.strait.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.strait.coroutine.Coroutine;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.CoroutineHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/// A hundred tasks of one event loop that sleep again and again, beside a hundred commands that
/// schedule themselves again and again. One operation is the whole of it, once for one of them: the
/// timer is set, goes off, and the code goes on. The least that a sleep can cost is the command's
/// and a resume and suspend besides.
///
/// Nobody waits: the loop is that of an embedded channel, which has the scheduler of every event
/// loop of Netty's, and a clock that stands still. The benchmark turns it by a nanosecond, which is
/// how long all of them sleep, and all are due. What an event loop does between two such moments,
/// to wait in the kernel, is the same for both and not in here.
///
/// Kotlin isn't in it: its `delay` takes at least a millisecond, whatever it is asked for.
@OperationsPerInvocation(SleepBenchmark.SLEEPERS)
public class SleepBenchmark extends Measured {
    static final int SLEEPERS = 100;

    private EmbeddedChannel tasks = new EmbeddedChannel();
    private EmbeddedChannel commands = new EmbeddedChannel();
    private EmbeddedChannel switching = new EmbeddedChannel();
    private int wakes;

    /// Has all of them go to sleep.
    @Setup
    public void start() {
        tasks = frozen(new EmbeddedChannel(CoroutineHandler.of(_ -> sleep())));
        commands = frozen(new EmbeddedChannel());
        switching = frozen(new EmbeddedChannel());
        for (int i = 0; i < SLEEPERS; i++) {
            new Command(commands.eventLoop()).run();
            new SwitchingCommand(switching.eventLoop()).run();
        }
    }

    private static EmbeddedChannel frozen(EmbeddedChannel channel) {
        channel.freezeTime();
        channel.runPendingTasks();
        return channel;
    }

    private void sleep() throws Exception {
        TaskScope.run(
                scope -> {
                    for (int i = 0; i < SLEEPERS; i++)
                        scope.fork(
                                () -> {
                                    while (true) {
                                        Task.sleep(Duration.ofNanos(1));
                                        wakes++;
                                    }
                                });
                    return scope.join();
                });
    }

    private class Command implements Runnable {
        private final EventLoop loop;

        Command(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void run() {
            wakes++;
            loop.schedule(this, 1, TimeUnit.NANOSECONDS);
        }
    }

    private final class SwitchingCommand extends Command {
        private final Coroutine<Object, Object> coroutine = Parked.coroutine(0);

        SwitchingCommand(EventLoop loop) {
            super(loop);
        }

        @Override
        public void run() {
            coroutine.resume(this);
            super.run();
        }
    }

    /// A command of Netty's.
    ///
    /// @return how many have run
    @Benchmark
    public int command() {
        return wake(commands);
    }

    /// The same, which besides resumes a coroutine that suspends again.
    ///
    /// @return how many have run
    @Benchmark
    public int commandAndSwitch() {
        return wake(switching);
    }

    /// `Task.sleep`.
    ///
    /// @return how many have woken
    @Benchmark
    public int task() {
        return wake(tasks);
    }

    private int wake(EmbeddedChannel channel) {
        wakes = 0;
        channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        if (wakes != SLEEPERS) throw new IllegalStateException(wakes + " of " + SLEEPERS);
        return wakes;
    }
}
