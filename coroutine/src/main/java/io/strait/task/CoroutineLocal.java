package io.strait.task;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that each task has for itself: the user on whose behalf it works, for instance. It is
/// there over the task's waits, and in the generators that the task runs.
///
/// ```java
/// static final CoroutineLocal<User> USER = new CoroutineLocal<>();
///
/// USER.run(login(connection), () -> serve(connection)); // in which USER.get() is that user
/// ```
///
/// A task that is forked begins with its parent's values, the very same objects. What one of them
/// sets afterwards the other doesn't see.
///
/// All of it is for the code of tasks. A task that uses none pays nothing for it. Where other code
/// wants a `ThreadLocal`, [ThreadLocals] says whose that is.
///
/// @param <T> the value
public final class CoroutineLocal<T extends @Nullable Object> {
    private final @Nullable Supplier<? extends T> initial;

    /// One whose value is null until it is set.
    public CoroutineLocal() {
        this.initial = null;
    }

    private CoroutineLocal(Supplier<? extends T> initial) {
        this.initial = initial;
    }

    /// One whose value is made, for each task that has none, when it is first asked for.
    ///
    /// @param <T> the value
    /// @param initial makes it, in the code of that task
    /// @return the local
    public static <T extends @Nullable Object> CoroutineLocal<T> withInitial(
            Supplier<? extends T> initial) {
        return new CoroutineLocal<>(initial);
    }

    /// The value that the task has.
    ///
    /// @return what was set last, by the task or before its fork by its parent; else the initial
    ///   value
    /// @throws IllegalStateException outside of a task
    @SuppressWarnings({"unchecked", "NullAway"}) // It is a T, nullable or not.
    public T get() {
        Task task = Task.current();
        Object value = task.valueOf(this);
        return value == Carried.ABSENT ? initialOf(task) : (T) value;
    }

    @SuppressWarnings("NullAway") // Without an initial value it is null, as it says.
    private T initialOf(Task task) {
        if (initial == null) return null;
        T value = initial.get();
        task.carried().setValue(this, value);
        return value;
    }

    /// Sets the value of the task, and of those that it forks from now on.
    ///
    /// @param value what [#get] returns from now on
    /// @throws IllegalStateException outside of a task
    public void set(T value) {
        Task.current().carried().setValue(this, value);
    }

    /// Takes the task's value away, so that it has the initial one again.
    ///
    /// @throws IllegalStateException outside of a task
    public void remove() {
        Task task = Task.current();
        if (task.valueOf(this) != Carried.ABSENT) task.carried().setValue(this, Carried.ABSENT);
    }

    /// Runs `code` with a value of its own. Afterwards the task has the value that it had before.
    ///
    /// A generator must not yield in there: its value would be that of the code around. That is
    /// refused, with a `PinnedException`.
    ///
    /// @param <V> the code's result
    /// @param <E> what it throws
    /// @param value what [#get] returns in there, and in what is forked in there
    /// @param code runs at once, in the same task
    /// @return what the code has returned
    /// @throws E as the code does
    /// @throws IllegalStateException outside of a task
    public <V extends @Nullable Object, E extends Exception> V run(T value, Code<V, E> code)
            throws E {
        Task task = Task.current();
        var pinned = CancelScope.inside(task);
        if (pinned != null) pinned.forbidSuspension();
        Object before = task.valueOf(this);
        task.carried().setValue(this, value);
        try {
            return code.run();
        } finally {
            task.carried().setValue(this, before);
            if (pinned != null) pinned.allowSuspension();
        }
    }

    /// Runs `code` as [#run(Object, Code)] does.
    ///
    /// @param <E> what the code throws
    /// @param value what [#get] returns in there
    /// @param code runs at once, in the same task
    /// @throws E as the code does
    /// @throws IllegalStateException outside of a task
    public <E extends Exception> void run(T value, Action<E> code) throws E {
        this.<@Nullable Object, E>run(
                value,
                () -> {
                    code.run();
                    return null;
                });
    }
}
