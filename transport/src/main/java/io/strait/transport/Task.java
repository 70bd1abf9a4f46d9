package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.strait.coroutine.Coroutine;
import io.strait.coroutine.LockHeldException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A coroutine that an event loop resumes. Every suspension of this module happens in [#park], and
/// every resumption in [#resume], which [ReadyQueue] alone calls.
final class Task implements Coroutine.Body<@Nullable Void, @Nullable Void> {
    /*
     * Where does a task stop, and who starts it again?
     *
     *             ReadyQueue.add             park                wake or cancel
     *   created ────────────────► RUNNING ─────────► PARKED ───────────────────► READY ─┐
     *                                ▲                                                  │
     *                                └───────────────── ReadyQueue.add  ◄───────────────┘
     *
     * Entry:     the waiting side looks at its condition, puts the task where the other side will look for it
     *            (Input.reader, Output.writer) and parks. All of this is on the loop's thread, with nothing in
     *            between that could run foreign code: so no wake-up can fall between the look and the park.
     * Wake:      whoever makes the condition true (a Netty event, a promise listener, a timer) calls wake(),
     *            on the loop's thread. Waking a task that isn't parked does nothing: it will look again anyway.
     * Exit:      park() returns, the waiting side takes the task out of its place and looks again. A wake-up
     *            is a hint: one that comes too late, from a wait that timed out, costs one look.
     * Refusal:   a turn that was started by code with a monitor held, or with no stack left, can't resume anything.
     *            The loop then wakes the task again in a task of its own, where nothing is held and the stack empty.
     * Invariant: a task is in at most one place at a time: mounted, in one waiter's field, or in the queue.
     */

    /// What a task runs, which may throw anything.
    @FunctionalInterface
    interface Code {
        void run() throws Exception;
    }

    /* How often a cancelled body may go on waiting before it is given up. */
    private static final int CANCELLATIONS = 100;

    private final ReadyQueue queue;
    private final Channel channel;
    private final EventLoop eventLoop; // the channel may be taken off it, the task can't
    private final Code code;
    private final Consumer<@Nullable Throwable> end;
    private final Coroutine<@Nullable Void, @Nullable Void> coroutine;
    private @Nullable Output output;
    private @Nullable Input<?> reading; // what it read last
    private @Nullable Throwable failure;
    private boolean begun;
    private boolean parked;
    private boolean ready; // woken, and not resumed yet
    private boolean postponed;
    private boolean cancelled;
    private int cancellations;
    private boolean givenUp;

    /// @param channel whose event loop runs it
    /// @param code runs as a coroutine, from the first turn on
    /// @param end runs on the event loop after the code, with what it threw, or null
    Task(ReadyQueue queue, Channel channel, Code code, Consumer<@Nullable Throwable> end) {
        this.queue = queue;
        this.channel = channel;
        this.eventLoop = channel.eventLoop();
        this.code = code;
        this.end = end;
        this.coroutine = Coroutine.create(this);
    }

    /// The bottom of the coroutine.
    @Override
    public @Nullable Void run(
            Coroutine<@Nullable Void, @Nullable Void> self, @Nullable Void first) {
        begun = true;
        ready = false;
        try {
            code.run();
        } catch (Throwable t) {
            failure = t;
        }
        return null;
    }

    /// Must be called before it starts.
    ///
    /// @param output that of its own connection, which is flushed whenever it suspends
    void setOutput(Output output) {
        this.output = output;
    }

    Output output() {
        return Objects.requireNonNull(output);
    }

    /// Must be called before it parks to wait for a message.
    void setReading(@Nullable Input<?> input) {
        if (reading != input) reading = input;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /// Makes this task run, as soon as the running ones are done.
    void start() {
        parked = true;
        wake();
    }

    /// Suspends this task, which runs and has passed [#throwIfCancelled], until someone wakes it;
    /// also from inside a generator that it runs.
    ///
    /// @throws CancellationException if it was cancelled meanwhile
    void park() {
        parked = true;
        try {
            coroutine.suspend(null);
        } finally {
            parked = false;
            ready = false;
        }
        if (cancelled) throw cancellation();
    }

    /// Whether it stands in a [#park], also if it was woken and has not been resumed yet.
    boolean isInPark() {
        return begun && queue.current() != this && !isDead();
    }

    /// On the event loop: lets a parked task go on, at once if no task runs.
    void wake() {
        // One that is ready waits for a turn, or for one that the end of the stack has prevented.
        if (!parked && (!ready || queue.isInTurn())) return;
        parked = false;
        ready = true;
        try {
            queue.add(this);
        } catch (StackOverflowError noStack) {
            if (!ready) throw noStack;
            parked = true; // before anything is called, for which there may be no stack either
            tryAgain();
        }
    }

    /// On the event loop: makes the park in which it is, and every further one, throw.
    void cancel() {
        cancelled = true;
        wake();
    }

    /// To be called by the running task before it takes the place of one that waits.
    ///
    /// @throws CancellationException if it is cancelled
    void throwIfCancelled() {
        if (!cancelled) return;
        if (++cancellations == CANCELLATIONS) {
            givenUp = true;
            coroutine.suspend(null); // for ever, as otherwise it would keep the loop for ever
        }
        throw cancellation();
    }

    private CancellationException cancellation() {
        return new CancellationException("the connection is over: " + channel);
    }

    /// Called by the queue's turn: runs until the task parks or ends.
    ///
    /// @return whether it has ended
    boolean resume() {
        if (!ready) return false; // it was in the queue twice
        // If it is dead, there was no stack, last time, to tell its end.
        if (!isDead() && !mount()) return false;
        if (givenUp) failure = swallowing();
        else if (!isDead()) return false;
        if (failure instanceof StackOverflowError) {
            parked = true; // for the next event, if there is no stack for this either
            eventLoop.execute(this::tellEnd);
            parked = false;
            ready = false;
        } else {
            tellEnd();
        }
        return true;
    }

    /* False if it could not be resumed here and now. */
    private boolean mount() {
        try {
            coroutine.resume(null);
            postponed = false;
            return true;
        } catch (LockHeldException refused) { // run() lets none of its own pass, nor anything else
            parked = true;
            tryAgain();
            return false;
        } catch (StackOverflowError noStack) {
            if (!isDead()) throw noStack;
            failure = noStack; // half mounted, and lost
            return true;
        } catch (IllegalStateException ofAnotherThread) {
            parked = true;
            throw ofAnotherThread;
        }
    }

    private void tellEnd() {
        end.accept(cancelled && failure instanceof CancellationException ? null : failure);
    }

    private boolean isDead() {
        return coroutine.status() == Coroutine.Status.DEAD;
    }

    /// Called by the queue's turn, when the task has parked: what it wrote is flushed, what it
    /// wants to read is asked for.
    void handOver() {
        output().flushNow();
        if (reading != null) reading.ask();
    }

    private IllegalStateException swallowing() {
        return new IllegalStateException(
                "the coroutine of "
                        + channel
                        + " is given up: it caught the CancellationException "
                        + CANCELLATIONS
                        + " times and went on waiting; let the exception pass");
    }

    /* In a task of the loop, or, if there is a lock around those too (embedded loops), a little later. */
    private void tryAgain() {
        if (postponed) eventLoop.schedule(this::wake, 1, TimeUnit.MILLISECONDS);
        else eventLoop.execute(this::wake);
        postponed = true;
    }

    /// Its channel, which is what people know it by.
    @Override
    public String toString() {
        return channel.toString();
    }
}
