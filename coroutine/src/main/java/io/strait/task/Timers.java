package io.strait.task;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a loop of ours is to run later: in the order of time, and for the same time in the order in
/// which it was scheduled. Only the loop's thread uses it.
final class Timers {
    private final TreeSet<Entry> entries = new TreeSet<>();
    private long sequence; // of the next entry

    private final class Entry implements Comparable<Entry>, Loop.Timer {
        final long deadline;
        final long number = sequence++;
        final Runnable command;

        Entry(long deadline, Runnable command) {
            this.deadline = deadline;
            this.command = command;
        }

        @Override
        public int compareTo(Entry other) {
            long later = deadline - other.deadline; // the clock may wrap around
            return later != 0 ? Long.signum(later) : Long.compare(number, other.number);
        }

        @Override
        public void cancel() {
            entries.remove(this);
        }
    }

    Loop.Timer add(long now, long delay, Runnable command) {
        long ahead = Math.clamp(delay, 0, Long.MAX_VALUE >> 1); // so that differences don't wrap
        Entry entry = new Entry(now + ahead, command);
        entries.add(entry);
        return entry;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /// The deadline of the next one, or [Loop#NO_DEADLINE].
    long next() {
        return entries.isEmpty() ? Loop.NO_DEADLINE : entries.getFirst().deadline;
    }

    /// The number of the next one to be scheduled, for [#pollDue].
    long sequence() {
        return sequence;
    }

    /// Takes the next one out, if its time has come and it was scheduled before `sequence`: what
    /// timers schedule for at once is not for the same round.
    @Nullable Runnable pollDue(long now, long sequence) {
        if (entries.isEmpty()) return null;
        Entry first = entries.getFirst();
        if (first.deadline - now > 0 || first.number >= sequence) return null;
        entries.remove(first);
        return first.command;
    }

    void clear() {
        entries.clear();
    }
}
