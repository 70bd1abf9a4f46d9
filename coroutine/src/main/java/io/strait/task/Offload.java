package io.strait.task;

import org.jspecify.annotations.Nullable;

/// Runs code that blocks its thread, such as JDBC or a file, where it holds up no loop: on a
/// virtual thread, while the task waits for it.
///
/// ```java
/// List<String> lines = Offload.run(() -> Files.readAllLines(path));
/// ```
///
/// The code runs once, and what it returns or throws is what the call returns or throws. It isn't
/// the code of a task, so it can't wait for anything of a loop; nor does it see the task's scoped
/// values or thread locals. What follows the task as a [ThreadContext] is on the thread.
///
/// **A limit.** At most so many of one `Offload` run at once. Further tasks wait their turn, in the
/// order in which they came, from whichever loops. One that is cancelled there never runs its code.
/// Make one of your own for what has a limit of its own, such as the connections to a database.
///
/// **Cancellation interrupts the code, and waits for it.** If the task is cancelled, or its time is
/// over, the thread is interrupted, and the call goes on when the code has ended: nothing of it is
/// left behind. If the code has returned a value all the same, that is returned, and the task's
/// next wait throws. If it has thrown, the call throws [Cancelled], with the exception among its
/// suppressed ones unless that is an `InterruptedException`. Code that doesn't react to interrupts
/// is waited for however long it takes: [#callOrAbandon] leaves it behind. So does the end of the
/// task's loop.
///
/// JDK 25 before 25.0.4 can leave virtual threads blocked for ever (JDK-8373120). On such a JDK the
/// first use logs a warning (System.Logger `io.strait.task`).
///
/// An `Offload` may be used by tasks of all loops.
public final class Offload {
    /* What files and native code need is a carrier each, and the JDK adds some, but not without end. */
    private static final Offload SHARED =
            new Offload(Math.max(64, Runtime.getRuntime().availableProcessors()));

    private final Turns turns;

    /// Runs so many at once.
    ///
    /// @param limit how many, at least 1
    /// @throws IllegalArgumentException if it is less
    public Offload(int limit) {
        if (limit < 1)
            throw new IllegalArgumentException("a limit of " + limit + " lets nothing run");
        this.turns = new Turns(limit);
    }

    /// The one of the static methods. It runs 64 at once, or as many as there are processors if
    /// that is more.
    ///
    /// @return the same one each time
    public static Offload shared() {
        return SHARED;
    }

    /// Runs `code` on a virtual thread, with the [#shared] limit, and waits until it has ended.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param code may block; runs once, on a thread of its own
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public static <V extends @Nullable Object, E extends Exception> V run(Code<V, E> code)
            throws E {
        return SHARED.call(code);
    }

    /// Runs `code` on a virtual thread, with the [#shared] limit, and waits until it has ended.
    ///
    /// @param <E> what the code throws
    /// @param code may block; runs once, on a thread of its own
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public static <E extends Exception> void run(Action<E> code) throws E {
        SHARED.call(code);
    }

    /// Runs `code` on a virtual thread as soon as the limit allows, and waits until it has ended.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param code may block; runs once, on a thread of its own
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public <V extends @Nullable Object, E extends Exception> V call(Code<V, E> code) throws E {
        Task task = Task.current();
        Work<V> work = start(task, code);
        try {
            return work.awaitEnd(task).outcome();
        } catch (Cancelled cancelled) {
            return work.interruptAndAwait(task).outcomeAfter(cancelled);
        } catch (Throwable cannotPark) { // inside a monitor, for instance
            work.abandon();
            throw cannotPark;
        }
    }

    /// Runs `code` on a virtual thread as soon as the limit allows, and waits until it has ended.
    ///
    /// @param <E> what the code throws
    /// @param code may block; runs once, on a thread of its own
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public <E extends Exception> void call(Action<E> code) throws E {
        this.<@Nullable Object, E>call(withoutResult(code));
    }

    /// Runs `code` as [#call(Code)] does, but doesn't wait for it any more when the task is
    /// cancelled or its time is over: the code is interrupted, and goes on by itself if it doesn't
    /// mind. What it returns or throws then is lost, so this is not for code that opens something.
    /// It counts for the limit until it ends.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param code may block; runs once, on a thread of its own
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public <V extends @Nullable Object, E extends Exception> V callOrAbandon(Code<V, E> code)
            throws E {
        Task task = Task.current();
        Work<V> work = start(task, code);
        try {
            return work.awaitEnd(task).outcome();
        } finally {
            work.abandon();
        }
    }

    /// Runs `code` as [#callOrAbandon(Code)] does.
    ///
    /// @param <E> what the code throws
    /// @param code may block; runs once, on a thread of its own
    /// @throws E as the code does
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task
    public <E extends Exception> void callOrAbandon(Action<E> code) throws E {
        this.<@Nullable Object, E>callOrAbandon(withoutResult(code));
    }

    private static <E extends Exception> Code<@Nullable Object, E> withoutResult(Action<E> code) {
        return () -> {
            code.run();
            return null;
        };
    }

    private <V extends @Nullable Object> Work<V> start(Task task, Code<V, ?> code) {
        task.throwIfCancelled();
        turns.take(task);
        boolean started = false;
        try {
            task.throwIfCancelled(); // it has a turn, but may have been cancelled since it was
            // woken
            Work<V> work = new Work<>(task, task.takenAlong(code), turns);
            work.start();
            started = true;
            return work;
        } finally {
            if (!started) turns.giveBack();
        }
    }

    private static final class Work<V extends @Nullable Object> extends Wait implements Runnable {
        private final Task task;
        private final Loop loop;
        private final ReadyQueue queue = ReadyQueue.ofThread();
        private final Code<V, ?> code;
        private final Turns turns;
        private @Nullable Thread thread;
        private boolean interrupted;
        private @Nullable V value;
        private @Nullable Throwable thrown;
        private volatile boolean done; // written after those two

        Work(Task task, Code<V, ?> code, Turns turns) {
            super(task.loop(), null);
            this.task = task;
            this.loop = task.loop();
            this.code = code;
            this.turns = turns;
        }

        void start() {
            thread = VirtualThreads.start("strait-offload", this);
            queue.outsideBegins(this);
        }

        @Override
        public void run() {
            try {
                value = code.run();
            } catch (Throwable t) {
                thrown = t;
            }
            turns.giveBack(); // before the task goes on, which may want the next one
            done = true;
            loop.deliver(this::ended);
        }

        private void ended() {
            queue.outsideEnds(this);
            wake();
        }

        Work<V> awaitEnd(Task task) {
            await(task); // also if it is done: what a task does must not depend on how fast it was
            return this;
        }

        Work<V> interruptAndAwait(Task task) {
            interrupt();
            interrupted = true;
            awaitInAnyCase(task);
            return this;
        }

        /// Interrupts it, if it has not ended, and wants to hear nothing more of it.
        void abandon() {
            if (done) return;
            interrupt();
            queue.outsideEnds(this);
        }

        private void interrupt() {
            if (thread != null) thread.interrupt();
        }

        @Override
        protected boolean isOver() {
            return done || (interrupted && loop.hasEnded()); // which runs nobody who waits longer
        }

        V outcome() {
            if (thrown != null) throw Work.<RuntimeException>sneaky(thrown);
            return result();
        }

        V outcomeAfter(Cancelled cancelled) {
            if (!done) throw cancelled;
            if (thrown == null) return result();
            if (thrown instanceof Error error) throw error;
            if (!(thrown instanceof InterruptedException)) cancelled.addSuppressed(thrown);
            throw cancelled;
        }

        @SuppressWarnings("NullAway") // It is a V, nullable or not.
        private V result() {
            return value;
        }

        @Override
        public String toString() {
            return "what " + task + " has offloaded";
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <X extends Throwable> X sneaky(Throwable thrown) throws X {
            throw (X) thrown;
        }
    }
}
