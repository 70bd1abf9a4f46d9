package io.strait.task;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

/// A loop for tests: it runs what it has when it is told to, and its clock stands still until it is
/// turned.
///
/// ```java
/// ManualLoop loop = new ManualLoop();
/// task.start();                         // waits with a limit of a minute
/// loop.advance(Duration.ofMinutes(1));  // its time is over, at once
/// ```
///
/// It belongs to the thread that made it. Only [#execute] and what asks may be called from others.
///
/// What a command throws leaves from the method that ran it, so that the test fails there; what
/// else is queued stays so, and the next call goes on with it.
public final class ManualLoop implements Loop {
    /*
     *                 end()
     *     IDLE ──────────────────► CLOSED        nothing of it is on the stack
     *      ▲ │                      ▲ │
     *      │ │ runAll, advance, …   │ │ runAll
     *      │ ▼                      │ ▼
     *   RUNNING ────────────────► DRAINING       a command or a timer runs
     *             end(), in one
     *
     * Only the loop's thread changes it. As in ThreadLoop, who has added a command and then finds that the loop has ended
     * takes the command back, and tells the caller that it is refused.
     */
    private enum State {
        IDLE,
        RUNNING,
        CLOSED,
        DRAINING
    }

    /* So many commands in one call bring new ones without end. */
    private static final int ENDLESS = 10_000_000;

    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Timers timers = new Timers();
    private final TaskList tasks = new TaskList();
    private volatile State state = State.IDLE;
    private volatile long now;

    /// A loop of the calling thread, whose clock shows 0.
    public ManualLoop() {
        this(0);
    }

    /// A loop of the calling thread. As with every clock, it is of no matter what it shows.
    ManualLoop(long now) {
        this.now = now;
    }

    /// Runs what is queued, and the timers whose time has come, until there is neither. To be
    /// called on the loop's thread.
    ///
    /// @throws IllegalStateException in a command of the loop, or on another thread; or if ten
    ///   million commands have brought new ones each
    public void runAll() {
        enter("run");
        try {
            drain();
        } finally {
            leave();
        }
    }

    /// Runs the first command that is queued; if there is none, the first timer whose time has
    /// come. To be called on the loop's thread.
    ///
    /// @return whether there was one
    /// @throws IllegalStateException in a command of the loop, or on another thread
    public boolean runNext() {
        enter("run");
        try {
            return step();
        } finally {
            leave();
        }
    }

    /// Turns the clock forward. It stops at each timer's time, in their order, and for the same
    /// time in the order in which they were scheduled; runs the timer, and what is queued then. So
    /// what a command sees as now is the time for which it was meant. To be called on the loop's
    /// thread.
    ///
    /// @param time how far; zero does what [#runAll] does
    /// @throws IllegalArgumentException if it is negative
    /// @throws IllegalStateException as [#runAll] does; the clock then stands where it has stopped
    public void advance(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("clocks go forward: " + time);
        enter("advance");
        try {
            long target = now + time.toNanos();
            drain();
            while (!timers.isEmpty() && timers.next() - target <= 0) {
                now = timers.next();
                drain();
            }
            now = target;
        } finally {
            leave();
        }
    }

    /// The time of the timer that is next. To be called on the loop's thread.
    ///
    /// @return on the loop's clock, or [#NO_DEADLINE] if there is no timer
    public long nextDeadline() {
        return timers.next();
    }

    /// How many commands are queued, timers apart. May be called from any thread.
    ///
    /// @return the number
    public int queued() {
        return commands.size();
    }

    /// Ends the loop: it takes no more commands, runs those that it has taken, forgets its timers,
    /// and cancels the tasks that have not ended. They can't wait any more, not even shielded, and
    /// run to their end. In a command, the call that runs it goes on with all that. Does nothing if
    /// it was called already. To be called on the loop's thread.
    ///
    /// @throws IllegalStateException on another thread
    public void end() {
        requireCurrent("end");
        if (hasEnded()) return;
        boolean inCommand = state == State.RUNNING;
        state = inCommand ? State.DRAINING : State.CLOSED;
        timers.clear();
        if (!inCommand) runAll();
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean hasEnded() {
        State now = state;
        return now == State.CLOSED || now == State.DRAINING;
    }

    /// {@inheritDoc}
    ///
    /// @throws RejectedExecutionException after [#end]
    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        if (hasEnded()) throw ended();
        commands.add(command);
        if (hasEnded() && commands.remove(command)) throw ended();
    }

    /// What [#advance] has turned the clock to.
    @Override
    public long now() {
        return now;
    }

    /// {@inheritDoc}
    ///
    /// @throws RejectedExecutionException after [#end]
    /// @throws IllegalStateException on another thread
    @Override
    public Timer schedule(Runnable command, long delay) {
        Objects.requireNonNull(command, "command");
        requireCurrent("schedule on");
        if (hasEnded()) throw ended();
        return timers.add(now, delay, command);
    }

    @Override
    public void taskStarted(Task task) {
        tasks.add(task);
    }

    @Override
    public void taskEnded(Task task) {
        tasks.remove(task);
    }

    private void drain() {
        for (int i = 0; step(); i++) {
            if (i == ENDLESS) {
                throw new IllegalStateException(
                        ENDLESS
                                + " commands have run and there is still one: they bring new ones"
                                + " without end; runNext() runs one at a time");
            }
        }
        if (hasEnded()) tasks.cancelAll("its loop has ended");
    }

    private boolean step() {
        Runnable next = commands.poll();
        if (next == null) next = timers.pollDue(now, Long.MAX_VALUE);
        if (next == null) return false;
        next.run();
        return true;
    }

    private void enter(String operation) {
        requireCurrent(operation);
        if (state == State.RUNNING || state == State.DRAINING) {
            throw new IllegalStateException(
                    "cannot " + operation + " " + this + ": one of its own commands calls");
        }
        state = state == State.IDLE ? State.RUNNING : State.DRAINING;
    }

    private void leave() {
        state = state == State.RUNNING ? State.IDLE : State.CLOSED;
    }

    private void requireCurrent(String operation) {
        if (!isCurrent()) {
            throw new IllegalStateException(
                    "cannot %s %s: thread '%s' called"
                            .formatted(operation, this, Thread.currentThread().getName()));
        }
    }

    private RejectedExecutionException ended() {
        return new RejectedExecutionException(this + " has ended and takes no more commands");
    }

    /// Its thread and state, for messages.
    @Override
    public String toString() {
        return "manual loop of thread '" + thread.getName() + "' (" + state + ")";
    }
}
