package io.strait.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Tasks that end together. Code forks them in a scope, and the scope ends when all of them have
/// ended: none is ever left behind.
///
/// ```java
/// String page = TaskScope.run(scope -> {
///     Subtask<User> user = scope.fork(() -> findUser(id));
///     Subtask<List<Order>> orders = scope.fork(() -> findOrders(id));
///     scope.join();
///     return render(user.get(), orders.get());
/// });
/// ```
///
/// All run on the same loop, one at a time, so they share what they like without a lock. A subtask
/// starts when the code that forked it waits for the first time.
///
/// **A failure of one is the failure of all.** The others are cancelled, the scope's body too, and
/// once all have ended `run` throws an [ExecutionException] whose cause is the failure; those that
/// failed meanwhile are suppressed in that. If the body itself fails, its subtasks are cancelled,
/// and what it threw leaves as it is. What cancels the code around, a [Deadline] for instance,
/// cancels the scope. A [Joiner] sets another policy:
///
/// ```java
/// String first = TaskScope.run(Joiner.<String>anySuccessfulOrThrow(), scope -> {
///     for (Server server : servers) scope.fork(() -> ask(server));
///     return scope.join(); // the others are cancelled
/// });
/// ```
///
/// The names are those of the JDK's `StructuredTaskScope`, which does the same with threads. Two
/// things differ: it is a lambda, so that a failure of the body can't hide that of a subtask; and
/// the body takes part, so that it isn't left waiting for what will never come.
///
/// All of it is for the code of tasks of one loop, on its thread.
///
/// @param <T> the subtasks' results
/// @param <R> what [#join] returns
/// @param <X> what [#join] throws
public final class TaskScope<
        T extends @Nullable Object, R extends @Nullable Object, X extends Exception> {
    /*
     *   OPEN ── the joiner is done, or the body has failed ──► DONE: the subtasks are cancelled, further ones don't start
     *     └───────────── all have ended, after the body ────────┴──► CLOSED
     */
    private enum State {
        OPEN,
        DONE,
        CLOSED
    }

    /// The code of a scope, and of the subtasks that it forks.
    ///
    /// @param <S> the scope
    /// @param <V> its result
    /// @param <E> what it throws
    @FunctionalInterface
    public interface Body<S, V extends @Nullable Object, E extends Exception> {
        /// Runs it, in the task that has opened the scope.
        ///
        /// @param scope in which it may fork
        /// @return the result
        /// @throws E as the code does
        V run(S scope) throws E;
    }

    private final Task owner;
    private final Joiner<T, R, X> joiner;
    private final CancelScope ofAll; // of the body and the subtasks
    private final CancelScope ofSubtasks; // inside that
    private final Wait end;
    private State state = State.OPEN;
    private boolean joined; // since the last fork
    private boolean cutOff; // a subtask was cancelled by what cancels the code around
    private @Nullable Subtask<?> first; // that has not ended
    private int forked;

    private TaskScope(Task owner, Joiner<T, R, X> joiner) {
        this.owner = owner;
        this.joiner = joiner;
        this.ofAll =
                new CancelScope(owner, false, Loop.NO_DEADLINE) {
                    @Override
                    void wakeChildren() {
                        wakeSubtasks();
                    }
                };
        this.ofAll.enter();
        this.ofSubtasks =
                new CancelScope(owner, false, Loop.NO_DEADLINE) {
                    @Override
                    void wakeAll() {
                        wakeSubtasks();
                    }
                };
        this.end =
                new Wait(owner.loop(), owner) {
                    @Override
                    protected boolean isOver() {
                        return first == null;
                    }
                };
    }

    /// Runs `body`, and waits for all that it has forked. As soon as one of them fails all are
    /// cancelled.
    ///
    /// @param <V> the body's result
    /// @param <E> what the body throws
    /// @param body runs at once, in the same task
    /// @return what the body has returned
    /// @throws ExecutionException if a subtask has failed, with that failure as the cause
    /// @throws E as the body does
    /// @throws IllegalStateException outside of a task
    public static <V extends @Nullable Object, E extends Exception> V run(
            Body<TaskScope<@Nullable Object, @Nullable Void, ExecutionException>, V, E> body)
            throws E, ExecutionException {
        return run(Joiner.awaitAllSuccessfulOrThrow(), body);
    }

    /// Runs `body`, and waits for all that it has forked.
    ///
    /// @param <T> the subtasks' results
    /// @param <R> what [#join] returns
    /// @param <X> what [#join] throws
    /// @param <V> the body's result
    /// @param <E> what the body throws
    /// @param joiner says when the scope is done; for this scope alone
    /// @param body runs at once, in the same task
    /// @return what the body has returned
    /// @throws X if the joiner's result is that, and `join` has not thrown it
    /// @throws E as the body does
    /// @throws IllegalStateException outside of a task
    public static <
                    T extends @Nullable Object,
                    R extends @Nullable Object,
                    X extends Exception,
                    V extends @Nullable Object,
                    E extends Exception>
            V run(Joiner<T, R, X> joiner, Body<TaskScope<T, R, X>, V, E> body) throws E, X {
        TaskScope<T, R, X> scope = new TaskScope<>(Task.current(), joiner);
        V value;
        try {
            value = body.run(scope);
        } catch (Throwable thrown) {
            scope.finish("the code that has forked it has failed");
            scope.throwWhatSubtasksThrew(thrown);
            throw TaskScope.<RuntimeException>sneaky(thrown);
        }
        scope.finish(null);
        if (!scope.joined) scope.result();
        return value;
    }

    /* Waits for all to end; cancels them first if there is a reason. */
    private void finish(@Nullable String why) {
        try {
            if (why != null) done(why);
            awaitEnd();
        } finally {
            state = State.CLOSED;
            ofAll.leave();
        }
    }

    private void awaitEnd() {
        if (first != null) end.awaitInAnyCase(owner); // who is cancelled, they are too
    }

    /* If that is the news; else what the body has thrown is. */
    private void throwWhatSubtasksThrew(Throwable ofBody) throws X {
        boolean untold = !joined && joiner.hasFailed();
        boolean cancelledByThem = ofBody instanceof Cancelled cancelled && cancelled.ends(ofAll);
        if (cancelledByThem || (untold && ofBody instanceof Cancelled)) {
            joiner.result();
            throw new IllegalStateException(joiner + " has said that it has failed, and has not");
        }
        if (!untold) return;
        try {
            joiner.result();
        } catch (Exception ofSubtasks) {
            ofBody.addSuppressed(ofSubtasks);
        }
    }

    /// Starts a task that runs `code`, as soon as the code that calls waits. In a scope that is
    /// done it never runs.
    ///
    /// To be called by the code of the scope or of its subtasks, or by any other on the loop's
    /// thread while the scope is open.
    ///
    /// @param <U> its result
    /// @param code what it runs
    /// @return the task
    /// @throws IllegalStateException if the scope is closed, or on another thread
    public <U extends T> Subtask<U> fork(Code<? extends U, ?> code) {
        return fork(TaskOptions.DEFAULT, code);
    }

    /// Starts a task as [#fork(Code)] does.
    ///
    /// @param <U> its result
    /// @param options what of its thread it has for itself; what is not said is as for its parent
    /// @param code what it runs
    /// @return the task
    /// @throws IllegalStateException if the scope is closed, or on another thread
    public <U extends T> Subtask<U> fork(TaskOptions options, Code<? extends U, ?> code) {
        if (!owner.loop().isCurrent()) {
            throw new IllegalStateException(
                    "a task is forked on its loop's thread, and thread '"
                            + Thread.currentThread().getName()
                            + "' called for one of "
                            + owner
                            + "; use loop.execute()");
        }
        if (state == State.CLOSED) {
            throw new IllegalStateException(
                    "a scope of " + owner + " is closed: all of it has ended");
        }
        Task running = ReadyQueue.ofThread().current();
        Task parent = running == null ? owner : running;
        Subtask<U> subtask = new Subtask<>(this, parent, ++forked, options, code);
        joined = false;
        if (joiner.onFork(subtask)) done("the scope was done");
        if (state == State.OPEN) {
            add(subtask);
            ofSubtasks.adopt(subtask.task());
            subtask.task().start();
        } else {
            subtask.neverStarts();
        }
        return subtask;
    }

    /// Starts a task that runs `code`, which has no result.
    ///
    /// @param code what it runs
    /// @return the task
    /// @throws IllegalStateException if the scope is closed, or on another thread
    public Subtask<? extends T> fork(Action<?> code) {
        return fork(TaskOptions.DEFAULT, code);
    }

    /// Starts a task as [#fork(TaskOptions, Code)] does, which has no result.
    ///
    /// @param options what of its thread it has for itself; what is not said is as for its parent
    /// @param code what it runs
    /// @return the task
    /// @throws IllegalStateException if the scope is closed, or on another thread
    public Subtask<? extends T> fork(TaskOptions options, Action<?> code) {
        return this.<T>fork(
                options,
                () -> {
                    code.run();
                    return nothing();
                });
    }

    /// Waits until all subtasks have ended. For the body alone.
    ///
    /// @return the joiner's result
    /// @throws X if the joiner's result is that
    /// @throws Cancelled if the code around the scope is cancelled
    /// @throws IllegalStateException in another task than the scope's own
    public R join() throws X {
        if (Task.current() != owner) {
            throw new IllegalStateException(
                    "only the code that has opened a scope joins it: " + owner);
        }
        try {
            if (first != null) end.await(owner);
            else owner.throwIfCancelled();
        } catch (Cancelled cancelled) {
            if (!cancelled.ends(ofAll)) throw cancelled;
            awaitEnd();
        }
        joined = true;
        return result();
    }

    /* Where the subtasks were the first to notice that the code around is cancelled, all have ended, and this task's wait
     * is over, before it has noticed it too. Without them there is no result. */
    private R result() throws X {
        if (cutOff && !joiner.hasFailed()) owner.throwIfCancelled();
        return joiner.result();
    }

    /* A subtask has ended. */
    void ended(Subtask<? extends T> subtask) {
        remove(subtask);
        boolean withTheScope =
                subtask.state() == Subtask.State.CANCELLED
                        && ofSubtasks.outermostCancelled() != null;
        if (withTheScope && state == State.OPEN) cutOff = true;
        if (!withTheScope && joiner.onComplete(subtask) && state == State.OPEN) {
            if (joiner.hasFailed()) ofAll.cancel(subtask + " has failed");
            done("the scope is done");
        }
        if (first == null) end.wake();
    }

    private void done(String why) {
        if (state == State.OPEN) state = State.DONE;
        ofSubtasks.cancel(why);
    }

    private void wakeSubtasks() {
        List<Subtask<?>> living = new ArrayList<>(); // to wake one may end others
        for (Subtask<?> each = first; each != null; each = each.next) living.add(each);
        for (Subtask<?> each : living) CancelScope.wakeAll(each.task());
    }

    private void add(Subtask<?> subtask) {
        subtask.next = first;
        if (first != null) first.previous = subtask;
        first = subtask;
    }

    private void remove(Subtask<?> subtask) {
        if (subtask.previous != null) subtask.previous.next = subtask.next;
        else if (first == subtask) first = subtask.next;
        if (subtask.next != null) subtask.next.previous = subtask.previous;
        subtask.next = null;
        subtask.previous = null;
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T extends @Nullable Object> T nothing() {
        return null;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
