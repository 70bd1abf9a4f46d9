package io.strait.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The tasks of one event-loop thread that can go on, and the one that runs.
final class ReadyQueue {
    /*
     * A *turn* is what happens between the loop's call and the return to it:
     *
     *   Netty event ─► wake ─► turn: resume the task, flush what it wrote ─► the same with what it woke ─► … ─► return
     *
     * A wake-up while no task runs starts a turn at once, on the caller's stack, with no task hop: the fast
     * path. One that comes while a task runs only queues, so that tasks never nest and the stack stays flat.
     * After RESUMES_PER_TURN the rest goes to the end of the loop's own queue, so that I/O and timers of
     * other channels get their share.
     *
     * The references here change for the sake of a task, not of each of its turns, where that can be helped: to store
     * one in an object that has grown old costs the garbage collector's barrier.
     */
    static final int RESUMES_PER_TURN = 128;

    private static final FastThreadLocal<ReadyQueue> OF_THREAD =
            new FastThreadLocal<>() {
                @Override
                protected ReadyQueue initialValue() {
                    return new ReadyQueue();
                }
            };

    private final Thread thread = Thread.currentThread();
    private final Runnable look = this::look;
    private final ArrayDeque<Task> ready = new ArrayDeque<>();
    private @Nullable Output unflushed; // a list, linked by Output.nextUnflushed
    private @Nullable Input<?> lookAt; // a list, linked by Input.nextListed
    private @Nullable EventLoop looking; // it will call look(), if lookPending
    private boolean lookPending;
    private boolean inTurn;
    private boolean running; // the current task
    private @Nullable Task current;

    private ReadyQueue() {}

    /// The one of the calling thread.
    static ReadyQueue ofThread() {
        return OF_THREAD.get();
    }

    /// The task whose code calls, or null if it isn't one of this thread's.
    @Nullable Task current() {
        return Thread.currentThread() == thread && running ? current : null;
    }

    boolean isOfCurrentThread() {
        return Thread.currentThread() == thread;
    }

    boolean isInTurn() {
        return inTurn;
    }

    /// Runs `first` now, or after the one that runs.
    void add(Task first) {
        if (inTurn) {
            ready.add(first);
            return;
        }
        inTurn = true;
        try {
            int budget = RESUMES_PER_TURN;
            for (Task task = first; task != null; task = --budget == 0 ? null : next()) {
                if (current != task) current = task;
                running = true;
                boolean ended = task.resume();
                running = false;
                if (ended) current = null;
                task.handOver();
            }
            while (flushOne()) {}
        } finally {
            running = false;
            inTurn = false;
            Task next = ready.peek();
            if (next != null) continueLater(next); // also if one failed that others don't know of
        }
    }

    private @Nullable Task next() {
        Task next;
        while ((next = ready.poll()) == null && flushOne()) {} // to flush may wake somebody
        return next;
    }

    /// Has `output`, which isn't the running task's own, flushed at the end of this turn.
    void flushLater(Output output) {
        output.nextUnflushed = unflushed;
        unflushed = output;
    }

    private boolean flushOne() {
        Output output = unflushed;
        if (output == null) return false;
        unflushed = output.nextUnflushed;
        output.nextUnflushed = null;
        output.flushPending();
        return true;
    }

    private void continueLater(Task next) {
        try {
            next.eventLoop().execute(this::continueNow);
        } catch (RejectedExecutionException loopIsShutDown) {
            continueNow(); // nobody else is waiting for this thread any more
        }
    }

    private void continueNow() {
        Task next = inTurn ? null : ready.poll();
        if (next != null) add(next);
    }

    /*
     * Netty ends each batch of messages with channelReadComplete, which is when a reader is woken: once per
     * batch. A handler that produces messages of its own accord may leave it out, and must not leave the
     * reader parked with a message in its queue. So the first message of a batch also puts its input on a
     * list here, and the loop looks at the list once it has done the I/O at hand: one task per iteration of the
     * loop, not one per connection.
     */

    /// Has `input` looked at after the current I/O, in case its batch isn't ended by then.
    void lookAgain(Input<?> input, EventLoop eventLoop) {
        if (!lookPending || looking != eventLoop) {
            eventLoop.execute(look); // which a bounded queue may refuse
            lookPending = true;
            if (looking != eventLoop) looking = eventLoop; // embedded loops share one thread
        }
        if (lookAt != null) input.nextListed = lookAt;
        lookAt = input;
    }

    /// Takes `input` off the list, if it was the last to get there: batches seldom overlap, so the
    /// list is empty when the loop looks at it, and of a thousand connections none is touched a
    /// second time.
    ///
    /// @return whether it is off
    boolean dropFromList(Input<?> input) {
        if (lookAt != input) return false;
        lookAt = input.nextListed;
        if (lookAt != null) input.nextListed = null;
        return true;
    }

    private void look() {
        lookPending = false;
        for (Input<?> input; (input = lookAt) != null; ) {
            lookAt = input.nextListed;
            if (lookAt != null) input.nextListed = null;
            input.look();
        }
    }
}
