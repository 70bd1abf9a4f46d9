package io.strait.task;

import java.util.List;

/// Several contexts in one.
record ThreadContexts(List<ThreadContext<?>> contexts) implements ThreadContext<Object[]> {
    @Override
    public Object[] capture() {
        Object[] captured = new Object[contexts.size()];
        for (int i = 0; i < captured.length; i++) captured[i] = contexts.get(i).capture();
        return captured;
    }

    @Override
    public Runnable put(Object[] captured) {
        Runnable[] before = new Runnable[captured.length];
        int put = 0;
        try {
            for (; put < before.length; put++) before[put] = put(contexts.get(put), captured[put]);
        } finally {
            if (put < before.length) putBack(before, put);
        }
        return () -> putBack(before, before.length);
    }

    @SuppressWarnings("unchecked") // It has captured that itself.
    private static <C> Runnable put(ThreadContext<C> context, Object captured) {
        return context.put((C) captured);
    }

    /* All of them, also if one throws. */
    private static void putBack(Runnable[] before, int count) {
        if (count == 0) return;
        try {
            before[count - 1].run();
        } finally {
            putBack(before, count - 1);
        }
    }
}
