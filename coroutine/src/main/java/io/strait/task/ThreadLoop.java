package io.strait.task;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A loop that has a thread for itself: the one that made it, in [#run]. For a `main`, or a thread
/// that does nothing but run tasks.
///
/// ```java
/// ThreadLoop loop = new ThreadLoop();
/// new Greeting(loop).start();  // a task, whose end calls loop.end()
/// loop.run();
/// ```
///
/// Commands run in the order in which they came, timers as soon as they are due, and neither keeps
/// the other waiting for long. While there is nothing to run the thread sleeps.
///
/// **A command that throws** doesn't end the loop, since that would abandon the tasks that wait.
/// What it threw goes to the thread's uncaught-exception handler, which prints it unless it was set
/// to do something else. A handler that calls [#end] makes it the end of the loop, too.
public final class ThreadLoop implements Loop {
    /*
     *            run()           nothing to run
     *     NEW ──────────► AWAKE ◄──────────────► ASLEEP
     *      │                │    execute, a timer   │
     *      │ end()          │ end()                 │ end()
     *      ▼      run()     ▼                       │
     *    CLOSED ────────► ENDING ◄──────────────────┘
     *                       └── what was queued has run ──► ENDED
     *
     * Any thread changes the state, by compare-and-set; what is left of ENDING only the loop's. Commands go through a
     * queue that any thread adds to and the loop's thread alone takes from, except for what is taken back at the end.
     *
     * Entry:     the loop finds nothing to run, changes AWAKE to ASLEEP, *looks at the queue again*, and parks its
     *            thread if it is still empty.
     * Signals:   who adds a command looks at the state afterwards. If it is ASLEEP and they are the one who changes it
     *            to AWAKE, they unpark the thread.
     * Exit:      the thread changes ASLEEP to AWAKE, if nobody has, and looks for something to run. It may wake for no
     *            reason: that is a look more.
     * Invariant: a command that is queued while the thread is parked has somebody who unparks it. For either the
     *            command was added before the second look, which sees it, or the state was ASLEEP before the command
     *            was added, which its sender sees.
     * End:       end() changes the state to one of the last three. Who has added a command and then finds such a state
     *            takes it back, and tells the caller that it is refused. If it isn't there any more it has run. So
     *            after ENDED the queue is empty for good.
     */
    private enum State {
        NEW,
        CLOSED,
        AWAKE,
        ASLEEP,
        ENDING,
        ENDED;

        boolean isLast() {
            return this == CLOSED || this == ENDING || this == ENDED;
        }
    }

    /* How many commands run before it is looked whether a timer is due. */
    private static final int COMMANDS = 64;

    private final Thread thread = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Timers timers = new Timers();
    private final TaskList tasks = new TaskList();

    /// A loop of the calling thread, which is to call [#run].
    public ThreadLoop() {}

    /// Runs commands and timers until [#end] was called and what was queued before has run. What is
    /// scheduled for later then never runs; tasks that have not ended are cancelled, and run to
    /// their end. To be called on the thread that made the loop, once.
    ///
    /// An interrupt doesn't end it. If there was one while it slept, the thread is interrupted when
    /// it returns.
    ///
    /// @throws IllegalStateException on another thread, or if it runs or has ended already
    public void run() {
        requireCurrent("run");
        if (!become(State.NEW, State.AWAKE) && !become(State.CLOSED, State.ENDING)) {
            throw new IllegalStateException(
                    "cannot run " + this + ": a loop runs once; make another one");
        }
        boolean interrupted = false;
        while (!state.get().isLast()) {
            if (!runSome()) interrupted |= sleep();
        }
        for (Runnable command; (command = commands.poll()) != null; ) run(command);
        run(() -> tasks.cancelAll("its loop has ended"));
        state.set(State.ENDED);
        timers.clear();
        if (interrupted) thread.interrupt();
    }

    /// Ends the loop: it takes no more commands, and [#run] returns when those that it has taken
    /// have run and its tasks have ended. A task can't wait any more, not even shielded: it is
    /// cancelled. If it was called before `run`, this runs them and returns. Does nothing if it was
    /// called already. May be called from any thread.
    public void end() {
        while (true) {
            State now = state.get();
            if (now.isLast()) return;
            if (become(now, now == State.NEW ? State.CLOSED : State.ENDING)) {
                if (now == State.ASLEEP) LockSupport.unpark(thread);
                return;
            }
        }
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean hasEnded() {
        return state.get().isLast();
    }

    /// {@inheritDoc}
    ///
    /// @throws RejectedExecutionException after [#end]
    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        if (hasEnded()) throw ended();
        commands.add(command);
        State now = state.get();
        if (now == State.ASLEEP) {
            if (become(State.ASLEEP, State.AWAKE)) LockSupport.unpark(thread);
        } else if (now.isLast() && commands.remove(command)) {
            throw ended();
        }
    }

    /// `System.nanoTime()`.
    @Override
    public long now() {
        return System.nanoTime();
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
        return timers.add(now(), delay, command);
    }

    @Override
    public void taskStarted(Task task) {
        tasks.add(task);
    }

    @Override
    public void taskEnded(Task task) {
        tasks.remove(task);
    }

    /* Runs the timers that are due and a few commands. False if there were none. */
    private boolean runSome() {
        boolean found = false;
        if (!timers.isEmpty()) {
            long now = now();
            long sequence = timers.sequence();
            for (Runnable due; (due = timers.pollDue(now, sequence)) != null; found = true) {
                run(due);
                if (hasEnded()) return true;
            }
        }
        Runnable command;
        for (int i = 0; i < COMMANDS && (command = commands.poll()) != null; i++, found = true)
            run(command);
        return found;
    }

    private void run(Runnable command) {
        try {
            command.run();
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    private void report(Throwable thrown) {
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable ofTheHandler) {
            // Ignored, as the JVM does when a thread ends.
        }
    }

    /* Until there may be something to run. Returns whether the thread was interrupted: it can't sleep while it is. */
    private boolean sleep() {
        if (!become(State.AWAKE, State.ASLEEP)) return false;
        if (commands.isEmpty()) {
            if (timers.isEmpty()) LockSupport.park(this);
            else LockSupport.parkNanos(this, timers.next() - now());
        }
        become(State.ASLEEP, State.AWAKE);
        return Thread.interrupted();
    }

    private boolean become(State from, State to) {
        return state.compareAndSet(from, to);
    }

    private void requireCurrent(String operation) {
        if (!isCurrent()) {
            throw new IllegalStateException(
                    "cannot %s %s: it belongs to thread '%s', and thread '%s' called"
                            .formatted(
                                    operation,
                                    this,
                                    thread.getName(),
                                    Thread.currentThread().getName()));
        }
    }

    private RejectedExecutionException ended() {
        return new RejectedExecutionException(this + " has ended and takes no more commands");
    }

    /// Its thread and state, for messages.
    @Override
    public String toString() {
        return "loop of thread '" + thread.getName() + "' (" + state.get() + ")";
    }
}
