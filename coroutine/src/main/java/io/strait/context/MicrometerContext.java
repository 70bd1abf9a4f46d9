package io.strait.context;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.strait.task.ThreadContext;

/// All that has a `ThreadLocalAccessor` in a registry of Micrometer's: tracing spans and
/// observations, a security context. Needs `io.micrometer:context-propagation`.
///
/// A scope of such a library that code opens, and still has open when it waits, is taken along only
/// if the accessor can restore a value whatever has been set since. Micrometer's observations
/// can't: there, open such a scope between two waits, or give the task [thread locals of its
/// own][io.strait.task.ThreadLocals#OF_THE_TASK].
public final class MicrometerContext implements ThreadContext<ContextSnapshot> {
    private final ContextRegistry registry;
    private final ContextSnapshotFactory factory;

    private MicrometerContext(ContextRegistry registry) {
        this.registry = registry;
        // What a task doesn't have must not be the thread's while it runs.
        this.factory =
                ContextSnapshotFactory.builder()
                        .contextRegistry(registry)
                        .clearMissing(true)
                        .build();
    }

    /// What is in Micrometer's global registry.
    ///
    /// @return equal to all others of the same registry
    public static MicrometerContext global() {
        return of(ContextRegistry.getInstance());
    }

    /// What is in a registry.
    ///
    /// @param registry has the accessors
    /// @return equal to all others of the same registry
    public static MicrometerContext of(ContextRegistry registry) {
        return new MicrometerContext(registry);
    }

    @Override
    public ContextSnapshot capture() {
        return factory.captureAll();
    }

    @Override
    public Runnable put(ContextSnapshot context) {
        return context.setThreadLocals()::close;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MicrometerContext context && context.registry == registry;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(registry);
    }
}
