package io.strait.coroutine;

import org.jspecify.annotations.Nullable;

/// A body with a name. Few coroutines have one of their own, so it is no field of theirs.
record Named<I extends @Nullable Object, O extends @Nullable Object>(
        String name, Coroutine.Body<I, O> body) implements Coroutine.Body<I, O> {
    @Override
    public O run(Coroutine<I, O> self, I first) {
        return body.run(self, first);
    }

    @Override
    public String toString() {
        return name;
    }
}
