package io.strait.task;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Another thread than the test's.
final class Elsewhere {
    private Elsewhere() {}

    /// Runs `code` on thread "elsewhere" to its end, and throws what it throws.
    static void run(ThrowingCallable code) throws InterruptedException {
        Throwable thrown = thrownBy(code);
        if (thrown != null) throw new AssertionError("elsewhere", thrown);
    }

    /// What `code` throws on thread "elsewhere", or null.
    static Throwable thrownBy(ThrowingCallable code) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofPlatform().name("elsewhere").start(() -> thrown.set(catchThrowable(code))).join();
        return thrown.get();
    }
}
