package io.strait.bench.rivals.preview;

import io.strait.bench.rivals.Scopes;
import io.strait.bench.rivals.VirtualThreads;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;

/// The JDK's own.
public final class JdkScopes implements Scopes {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Integer ITEM = 1;

    /// For [Scopes#load].
    public JdkScopes() {}

    @Override
    public int forkAndJoin(int times) {
        return VirtualThreads.call(
                () -> {
                    int[] ended = new int[1];
                    for (int i = 0; i < times; i++) {
                        try (var scope = StructuredTaskScope.open()) {
                            scope.fork(() -> ended[0]++);
                            scope.join();
                        }
                    }
                    return ended[0];
                });
    }

    @Override
    public int takeInTime(int times) {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        return VirtualThreads.call(
                () -> {
                    int taken = 0;
                    for (int i = 0; i < times; i++) {
                        queue.add(ITEM);
                        try (var scope =
                                StructuredTaskScope.open(
                                        Joiner.<Integer>awaitAllSuccessfulOrThrow(),
                                        with -> with.withTimeout(LIMIT))) {
                            Subtask<Integer> item = scope.fork(queue::take);
                            scope.join();
                            taken += item.get();
                        }
                    }
                    return taken;
                });
    }
}
