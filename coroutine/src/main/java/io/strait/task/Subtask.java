package io.strait.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A task that was [forked][TaskScope#fork]: its result, once it has one.
///
/// All of it happens on the loop's thread, unless a method says otherwise.
///
/// @param <T> its result
public final class Subtask<T extends @Nullable Object> {
    /*
     *   UNAVAILABLE ──┬── its code returns ──► SUCCESS
     *                 ├── its code throws ───► FAILED
     *                 └── it ends by Cancelled, or never starts as its scope is cancelled ──► CANCELLED
     */

    /// What has become of a subtask.
    public enum State {
        /// It has not ended.
        UNAVAILABLE,
        /// It has a result.
        SUCCESS,
        /// Its code has thrown.
        FAILED,
        /// It was cancelled, alone or with its scope, and has ended by that.
        CANCELLED
    }

    private final Task parent;
    private final int number;
    private final Task task;
    private @Nullable WaitList joining; // seldom any: most are joined with their scope
    private State state = State.UNAVAILABLE;
    private @Nullable T result;
    private @Nullable Throwable exception;

    // In the list of its scope's subtasks that have not ended.
    @Nullable Subtask<?> next;
    @Nullable Subtask<?> previous;

    /// @param scope in which it is forked
    /// @param parent whose code does
    /// @param number which of the scope's it is, from 1
    /// @param options what of its thread it has for itself
    Subtask(
            TaskScope<? super T, ?, ?> scope,
            Task parent,
            int number,
            TaskOptions options,
            Code<? extends T, ?> code) {
        this.parent = parent;
        this.number = number;
        this.task =
                parent.loop()
                        .newTask(
                                new TaskBody() {
                                    @Override
                                    public void run() throws Exception {
                                        result = code.run();
                                        state = State.SUCCESS;
                                    }

                                    @Override
                                    public void ended(@Nullable Throwable failure) {
                                        Subtask.this.ended(failure);
                                        scope.ended(Subtask.this);
                                    }

                                    @Override
                                    public String toString() {
                                        return name();
                                    }
                                });
        task.inherit(parent);
        task.use(options);
    }

    private String name() {
        return "fork " + number + " of " + parent;
    }

    Task task() {
        return task;
    }

    /* Its scope is cancelled already. */
    void neverStarts() {
        state = State.CANCELLED;
    }

    private void ended(@Nullable Throwable failure) {
        if (failure != null) {
            state = State.FAILED;
            exception = failure;
        } else if (state == State.UNAVAILABLE) {
            state = State.CANCELLED;
        }
        if (joining != null) joining.wakeFirst();
    }

    /// What has become of it.
    ///
    /// @return the state
    public State state() {
        return state;
    }

    /// Its result, if it has one. Doesn't wait.
    ///
    /// @return what its code has returned
    /// @throws IllegalStateException if it has not ended, has failed or was cancelled
    public T get() {
        if (state != State.SUCCESS) throw wrongState("has no result");
        return result();
    }

    /// What its code has thrown. Doesn't wait.
    ///
    /// @return the failure
    /// @throws IllegalStateException unless it has failed
    public Throwable exception() {
        if (exception == null) throw wrongState("has not failed");
        return exception;
    }

    /// Waits until it has ended. For the code of any task of its loop.
    ///
    /// @return what its code has returned
    /// @throws ExecutionException if its code has thrown, with that as the cause
    /// @throws CancellationException if it was cancelled
    /// @throws Cancelled if the task that waits is cancelled
    public T join() throws ExecutionException {
        Task joiner = Task.current();
        joiner.throwIfCancelled();
        if (!hasEnded()) joiners().await(joiner, Loop.NO_DEADLINE, this::hasEnded);
        return outcome();
    }

    /// Its end, for a [Select], which gets what [#join] returns and throws. It is there for good:
    /// who has got it removes it from the select.
    ///
    /// @return a source, for one task of its loop at a time
    public Source<T, ExecutionException> joining() {
        return joiners().source(this::hasEnded, this::outcome);
    }

    private WaitList joiners() {
        if (joining == null) joining = new WaitList(task.loop());
        return joining;
    }

    private T outcome() throws ExecutionException {
        if (exception != null) throw new ExecutionException(name() + " has failed", exception);
        if (state == State.CANCELLED) throw new CancellationException(name() + " was cancelled");
        return result();
    }

    private boolean hasEnded() {
        return state == State.CANCELLED || task.hasEnded();
    }

    /// Cancels it, and what it has forked. Does nothing if it has ended. May be called from any
    /// thread.
    ///
    /// @param why the message of what its waits throw
    public void cancel(String why) {
        task.cancel(why);
    }

    @SuppressWarnings("NullAway") // It is a T, nullable or not.
    private T result() {
        return result;
    }

    private IllegalStateException wrongState(String what) {
        return new IllegalStateException(this + " " + what);
    }

    /// Its name and state, for messages.
    @Override
    public String toString() {
        return name() + " (" + state + ")";
    }
}
