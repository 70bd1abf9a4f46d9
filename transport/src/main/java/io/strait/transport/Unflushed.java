package io.strait.transport;

import org.jspecify.annotations.Nullable;

/// The outputs of one thread to which tasks of other connections have written: they are flushed
/// when the task that wrote is done, see [NettyTask]. Used on that thread alone.
final class Unflushed {
    /// What can be in the list, once at a time.
    abstract static class Entry {
        private @Nullable Entry next;

        /// Called when it is off the list.
        abstract void flushOfGuests();
    }

    private static final System.Logger LOG = System.getLogger("io.strait.transport");

    private @Nullable Entry first;

    /// Notes `entry`, which is not in the list.
    void add(Entry entry) {
        entry.next = first;
        first = entry;
    }

    /// Flushes all, also those that get into the list meanwhile, whatever becomes of one of them.
    void flush() {
        for (Entry entry; (entry = first) != null; ) {
            first = entry.next;
            entry.next = null;
            try {
                entry.flushOfGuests();
            } catch (Throwable t) { // Netty's handlers let none pass; so it is the JVM's
                LOG.log(System.Logger.Level.ERROR, "a connection could not be flushed", t);
            }
        }
    }
}
