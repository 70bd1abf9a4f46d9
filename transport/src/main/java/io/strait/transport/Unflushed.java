package io.strait.transport;

import org.jspecify.annotations.Nullable;

/// The outputs of one thread to which tasks of other connections have written: they are flushed
/// when the task that wrote is done, see [NettyTask]. Used on that thread alone.
final class Unflushed {
    /// What can be in the list, once.
    abstract static class Entry {
        private @Nullable Entry next;
        private boolean listed;

        /// Called when it is off the list.
        abstract void flush();
    }

    private static final System.Logger LOG = System.getLogger("io.strait.transport");

    private @Nullable Entry first;

    /// Puts `entry` into the list, if it isn't there.
    void add(Entry entry) {
        if (entry.listed) return;
        entry.listed = true;
        entry.next = first;
        first = entry;
    }

    /// Flushes all, also those that get into the list meanwhile, whatever becomes of one of them.
    void flush() {
        for (Entry entry; (entry = first) != null; ) {
            first = entry.next;
            entry.next = null;
            entry.listed = false;
            try {
                entry.flush();
            } catch (Throwable t) { // Netty's handlers let none pass; so it is the JVM's
                LOG.log(System.Logger.Level.ERROR, "a connection could not be flushed", t);
            }
        }
    }
}
