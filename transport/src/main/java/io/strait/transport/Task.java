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
     * Refusal:   a turn that was started by code with a monitor held can't resume anything. The loop then wakes
     *            the task again in a task of its own, where nothing is held.
     * Invariant: a task is in at most one place at a time: mounted, in one waiter's field, or in the queue.
     */

    /// What a task runs, which may throw anything.
    @FunctionalInterface
    interface Code {
        void run() throws Exception;
    }

    private final ReadyQueue queue;
    private final Channel channel;
    private final Code code;
    private final Consumer<@Nullable Throwable> end;
    private final Coroutine<@Nullable Void, @Nullable Void> coroutine;
    private @Nullable Output output;
    private @Nullable Input<?> reading; // what it read last
    private @Nullable Throwable failure;
    private boolean begun;
    private boolean parked;
    private boolean postponed;
    private boolean cancelled;

    /// @param channel whose event loop runs it
    /// @param code runs as a coroutine, from the first turn on
    /// @param end runs on the event loop after the code, with what it threw, or null
    Task(ReadyQueue queue, Channel channel, Code code, Consumer<@Nullable Throwable> end) {
        this.queue = queue;
        this.channel = channel;
        this.code = code;
        this.end = end;
        this.coroutine = Coroutine.create(this);
    }

    /// The bottom of the coroutine.
    @Override
    public @Nullable Void run(
            Coroutine<@Nullable Void, @Nullable Void> self, @Nullable Void first) {
        begun = true;
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
    void setReading(Input<?> input) {
        if (reading != input) reading = input;
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /// Makes this task run, as soon as the running ones are done.
    void start() {
        queue.add(this);
    }

    /// Suspends this task, which runs, until someone wakes it; also from inside a generator that it
    /// runs.
    ///
    /// @throws CancellationException if it is or was cancelled
    void park() {
        throwIfCancelled();
        parked = true;
        try {
            coroutine.suspend(null);
        } finally {
            parked = false;
        }
        throwIfCancelled();
    }

    /// Whether it stands in a [#park], also if it was woken and has not been resumed yet.
    boolean isInPark() {
        return begun && queue.current() != this && coroutine.status() != Coroutine.Status.DEAD;
    }

    /// On the event loop: lets a parked task go on, at once if no task runs.
    void wake() {
        if (parked) {
            parked = false;
            queue.add(this);
        }
    }

    /// On the event loop: makes the park in which it is, and every further one, throw.
    void cancel() {
        cancelled = true;
        wake();
    }

    private void throwIfCancelled() {
        if (cancelled) throw new CancellationException("the connection is over: " + channel);
    }

    /// Called by the queue's turn: runs until the task parks or ends.
    ///
    /// @return whether it has ended
    boolean resume() {
        try {
            coroutine.resume(null);
            postponed = false;
        } catch (LockHeldException refused) { // run() lets none of its own pass
            tryAgain();
            return false;
        } catch (Throwable t) { // run() lets nothing pass: the JVM had no stack to mount it on
            failure = t;
        }
        if (coroutine.status() != Coroutine.Status.DEAD) return false;
        end.accept(cancelled && failure instanceof CancellationException ? null : failure);
        return true;
    }

    /// Called by the queue's turn, when the task has parked: what it wrote is flushed, what it
    /// wants to read is asked for.
    void handOver() {
        output().flushNow();
        if (reading != null) reading.ask();
    }

    /* In a task of the loop, or, if there is a lock around those too (embedded loops), a little later. */
    private void tryAgain() {
        parked = true;
        if (postponed) eventLoop().schedule(this::wake, 1, TimeUnit.MILLISECONDS);
        else eventLoop().execute(this::wake);
        postponed = true;
    }

    /// Its channel, which is what people know it by.
    @Override
    public String toString() {
        return channel.toString();
    }
}
