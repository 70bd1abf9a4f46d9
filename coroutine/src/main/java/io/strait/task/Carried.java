package io.strait.task;

import io.strait.coroutine.OwnThreadLocals;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a task takes along beside its thread locals: the values of its [CoroutineLocal]s, and what
/// its [ThreadContext] keeps on the thread. Seldom any, so a task makes it when it is needed.
final class Carried {
    /// There is no value.
    static final Object ABSENT = new Object();

    private static final @Nullable Object[] NONE = {};

    /* Local, value, local, value, … Replaced, not changed, since children share it. */
    private @Nullable Object[] values = NONE;
    private @Nullable ThreadContext<Object> threadContext;
    private @Nullable Object
            captured; // as long as it isn't on the thread; null before the beginning
    private @Nullable Runnable before; // it is on the thread, and this puts back what was there
    private boolean taken; // what is on the thread, and it was tried in vain to put that back

    /// What a child that is forked now begins with.
    Carried forChild() {
        Carried child = new Carried();
        child.values = values;
        child.threadContext = threadContext;
        child.captured =
                threadContext != null && before != null ? threadContext.capture() : captured;
        return child;
    }

    // The values of locals.

    @Nullable Object value(Object local) {
        int i = indexOf(local);
        return i < 0 ? ABSENT : values[i + 1];
    }

    /// @param value [#ABSENT] for none
    void setValue(Object local, @Nullable Object value) {
        int i = indexOf(local);
        if (value == ABSENT) {
            if (i >= 0) values = without(i);
            return;
        }
        boolean isNew = i < 0;
        if (isNew) i = values.length;
        @Nullable Object[] changed = Arrays.copyOf(values, isNew ? i + 2 : values.length);
        changed[i] = local;
        changed[i + 1] = value;
        values = changed;
    }

    private int indexOf(Object local) {
        for (int i = 0; i < values.length; i += 2) if (values[i] == local) return i;
        return -1;
    }

    private @Nullable Object[] without(int i) {
        @Nullable Object[] fewer = Arrays.copyOf(values, values.length - 2);
        System.arraycopy(values, i + 2, fewer, i, fewer.length - i);
        return fewer;
    }

    // What is on the thread.

    @SuppressWarnings("unchecked") // It is given only what it has captured itself.
    void setThreadContext(ThreadContext<?> threadContext) {
        this.threadContext = (ThreadContext<Object>) threadContext;
        captured = null;
    }

    @Nullable ThreadContext<?> threadContext() {
        return threadContext;
    }

    /// `code` for another thread, with what is on this one now.
    <V extends @Nullable Object, E extends Exception> Code<V, E> takenAlong(Code<V, E> code) {
        ThreadContext<Object> context = threadContext;
        if (context == null) return code;
        Object now = context.capture();
        return () -> {
            Runnable putsBack = context.put(now);
            try {
                return code.run();
            } finally {
                putsBack.run();
            }
        };
    }

    /// The task begins: what is on the thread is its own, unless it was given some at its fork.
    void begin() {
        if (threadContext != null && captured == null) captured = threadContext.capture();
    }

    /// The task's code is about to run.
    void putOn() {
        taken = false;
        if (threadContext != null && captured != null) put(threadContext, captured);
    }

    /// The task's code has stopped. If there was no stack for it, it can be tried again.
    void takeOff() {
        Runnable putsBack = before;
        if (threadContext == null || putsBack == null) return;
        try {
            if (!taken) {
                taken = true; // a second time it might find what was put back by half
                captured = threadContext.capture();
            }
        } finally {
            putBack(putsBack);
        }
    }

    private void putBack(Runnable putsBack) {
        before = null;
        try {
            putsBack.run();
        } catch (StackOverflowError noStack) {
            before = putsBack;
            throw noStack;
        }
    }

    /// The task's code, which runs, goes on with `context` in place of its own.
    void replace(Object context) {
        if (threadContext == null) return;
        OwnThreadLocals.reserveStack();
        Runnable putsBack = before;
        if (putsBack != null) putBack(putsBack);
        put(threadContext, context);
    }

    /* Where the stack ends, a stranger may put something there and then be unable to say how it is to be put back. */
    private void put(ThreadContext<Object> threadContext, Object context) {
        OwnThreadLocals.reserveStack();
        before = threadContext.put(context);
    }
}
