package io.strait.task;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Tasks in random order. Those that are in it at the same time are a batch, and all of a batch
/// come before the tasks that are added meanwhile: so nobody is kept waiting for ever, and who goes
/// to the back is behind those who were there.
final class ShuffledRing extends Ring<Task> {
    private final RandomGenerator random;
    private int batch; // so many of the first ones

    ShuffledRing(RandomGenerator random) {
        this.random = random;
    }

    /// Has all that are added from now on come after those that are here.
    void endBatch() {
        if (batch == 0) batch = size();
    }

    @Override
    @Nullable Task poll() {
        endBatch();
        if (batch > 1) swapWithFirst(random.nextInt(batch));
        if (batch > 0) batch--;
        return super.poll();
    }
}
