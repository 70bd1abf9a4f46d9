package io.strait.coroutine;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A thread that owns none of the coroutines of a test.
final class OtherThread {
    private OtherThread() {}

    /// What `call` throws when thread "intruder" makes it, or null.
    static Throwable thrownBy(ThrowingCallable call) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofPlatform().name("intruder").start(() -> thrown.set(catchThrowable(call))).join();
        return thrown.get();
    }

    /// Runs `code` on a new virtual thread to its end, and throws what it throws.
    static void virtually(Runnable code) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofVirtual().start(() -> thrown.set(catchThrowable(code::run))).join();
        if (thrown.get() != null) throw new AssertionError("in the virtual thread", thrown.get());
    }
}
