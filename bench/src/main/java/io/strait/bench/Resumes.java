package io.strait.bench;

import io.strait.coroutine.Coroutine;
import java.util.function.IntConsumer;

/// Resumes a coroutine so many times that always suspends again. Whoever calls it knows no class of
/// Strait's, so it may call several copies of it.
final class Resumes implements IntConsumer {
    private final Coroutine<Object, Object> coroutine = Parked.coroutine(0);

    @Override
    public void accept(int times) {
        for (int i = 0; i < times; i++) coroutine.resume(this);
    }
}
