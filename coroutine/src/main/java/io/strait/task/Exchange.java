package io.strait.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The items of a [Mailbox], and who waits there. Everything here is done at once: nothing parks,
/// nothing wakes, and no code of anybody else's is called. So [SharedExchange] is the same thing
/// with a lock around each method.
///
/// @param <T> the items
class Exchange<T> {
    /*
     * Items move in one direction: from a putter's place in line to the ring, and from there to a taker. Putters don't
     * put for themselves after they were woken. Whoever makes room moves the first one's item in, so an item is in order
     * from the moment when its task got in line. Takers do take for themselves, and only when they run: so a take that is
     * given up has taken nothing.
     *
     *   putters            ring                 takers
     *   ┌──┬──┐   room   ┌──┬──┬──┬──┐  first   ┌──┬──┐      With capacity 0 the ring is for items that takers who wait
     *   │ 6│ 5│ ───────► │ 4│ 3│ 2│ 1│ ───────► │ A│ B│      already are about to take, since they have been woken.
     *   └──┴──┘          └──┴──┴──┴──┘          └──┴──┘      Other takers take from the first putter's place.
     *
     * Invariant: where putters are in line, there is no room.
     *
     * Who has to be woken: putters whose places are settled, and the first taker if there is something for it.
     * nextToWake() tells one after another, and every operation ends with waking them. So whoever leaves the takers'
     * line passes its wake-up on: the next one is the first then.
     */
    private enum State {
        OPEN,
        CLOSED,
        FAILED
    }

    final int capacity;
    private final Ring<T> items = new Ring<>();
    private final Line<T> putters = new Line<>();
    private final Line<T> takers = new Line<>();
    private final Line<T> settled = new Line<>(); // putters who are to be woken
    private int selecting; // so many of the takers
    private State state = State.OPEN;
    private @Nullable Throwable cause; // if it has failed
    private @Nullable Thread thread; // that has called first

    Exchange(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "a mailbox has a capacity of 0 or more, not " + capacity);
        }
        this.capacity = capacity;
    }

    /// A task that waits for its item to be accepted.
    final class Putter extends Place<T> {
        private final T item;

        Putter(Task task, T item) {
            super(task);
            this.item = item;
        }

        @Override
        protected boolean isOver() {
            return isSettled(this);
        }

        private T settle(Place.Outcome outcome) {
            putters.remove(this);
            this.outcome = outcome;
            settled.add(this);
            return item;
        }
    }

    /// A task that waits for an item.
    final class Taker extends Place<T> {
        private final boolean selects; // so that it may take something else
        private boolean woken; // and has not looked since

        Taker(Task task, boolean selects) {
            super(task);
            this.selects = selects;
        }

        @Override
        protected boolean isOver() {
            return isDue(this);
        }
    }

    /// Refuses to be used by more than one thread.
    void enterThread() {
        Thread caller = Thread.currentThread();
        if (caller != thread) bindTo(caller);
    }

    private void bindTo(Thread caller) {
        if (thread != null) {
            throw new IllegalStateException(
                    "a mailbox is for one thread, and this one is used by '"
                            + thread.getName()
                            + "', and now by '"
                            + caller.getName()
                            + "'; use Mailbox.shared()");
        }
        thread = caller;
    }

    // Putting.

    /// Puts an item if there is room, or a taker that waits and is sure to take it.
    boolean put(T item) {
        throwIfClosed();
        return addIfRoom(item, takers.size() - selecting);
    }

    /// Puts an item if there is room, or a taker that waits and may take it.
    boolean offer(T item) {
        throwIfClosed();
        return addIfRoom(item, takers.size());
    }

    private boolean addIfRoom(T item, int waiting) {
        if (!hasRoom() && (capacity > 0 || !putters.isEmpty() || items.size() >= waiting))
            return false;
        items.add(item);
        return true;
    }

    private boolean hasRoom() {
        return items.size() < capacity;
    }

    void getInLine(Putter putter) {
        throwIfClosed();
        if (hasRoom()) { // since a moment ago
            items.add(putter.item);
            putter.outcome = Place.Outcome.ACCEPTED;
        } else {
            putters.add(putter);
            putter.outcome = Place.Outcome.IN_LINE;
        }
    }

    boolean isSettled(Putter putter) {
        return putter.outcome == Place.Outcome.ACCEPTED || putter.outcome == Place.Outcome.REFUSED;
    }

    /// Takes the item back. False if it was accepted or refused already.
    boolean withdraw(Putter putter) {
        if (isSettled(putter)) return false;
        if (putter.outcome == Place.Outcome.IN_LINE) putters.remove(putter);
        putter.outcome = Place.Outcome.LEFT;
        return true;
    }

    private void throwIfClosed() {
        if (state != State.OPEN) throw new MailboxClosedException("mailbox", cause);
    }

    // Taking.

    /// Takes the next item. Null if there is none, or others wait for it.
    @Nullable T take() {
        return takers.isEmpty() ? next() : null;
    }

    /// Takes the next item and leaves the line. Null if there is none, or others are in front.
    @Nullable T take(Taker taker) {
        if (takers.first() != taker) return null;
        T item = next();
        if (item != null) leave(taker);
        return item;
    }

    /// Takes the next item, also if others wait for it. Null if there is none.
    @Nullable T next() {
        T item = items.poll();
        Putter putter = (Putter) putters.first();
        if (putter == null) return item;
        if (item == null) return putter.settle(Place.Outcome.ACCEPTED);
        if (hasRoom()) items.add(putter.settle(Place.Outcome.ACCEPTED));
        return item;
    }

    /// Takes all that is there, what putters in line have included.
    List<T> drain() {
        List<T> all = new ArrayList<>(items.size() + putters.size());
        for (T item; (item = next()) != null; ) all.add(item);
        return all;
    }

    /// Whether [#take()] would take something now, or there never will be anything.
    boolean isReady() {
        return isAtEnd() || (takers.isEmpty() && !isEmpty());
    }

    void getInLine(Taker taker) {
        takers.add(taker);
        if (taker.selects) selecting++;
        taker.outcome = Place.Outcome.IN_LINE;
    }

    /// Whether there is something for this taker, or never will be.
    boolean isDue(Taker taker) {
        taker.woken = false;
        return isAtEnd() || (takers.first() == taker && !isEmpty());
    }

    void leave(Taker taker) {
        if (taker.outcome != Place.Outcome.IN_LINE) return;
        takers.remove(taker);
        if (taker.selects) selecting--;
        taker.outcome = Place.Outcome.LEFT;
    }

    private boolean isEmpty() {
        return items.size() == 0 && putters.isEmpty();
    }

    // The end.

    void close() {
        if (state == State.OPEN) state = State.CLOSED;
    }

    void fail(Throwable cause) {
        if (state == State.FAILED || isAtEnd()) return;
        state = State.FAILED;
        this.cause = cause;
        for (Putter putter; (putter = (Putter) putters.first()) != null; )
            putter.settle(Place.Outcome.REFUSED);
    }

    /// Whether it is closed or has failed, and all that was in it is taken. Once true it stays so.
    boolean isAtEnd() {
        return state != State.OPEN && isEmpty();
    }

    boolean isClosed() {
        return state != State.OPEN;
    }

    @Nullable Throwable cause() {
        return cause;
    }

    int size() {
        return items.size();
    }

    // Waking.

    /// Whether it is worth asking [#nextToWake]. Needs no lock: who gets in line later looks for
    /// itself, and who leaves asks.
    final boolean mayHaveToWake() {
        return !takers.isEmpty() || !settled.isEmpty();
    }

    /// Tells a task that is to be woken now; null if there is none left.
    @Nullable Task nextToWake() {
        Place<T> putter = settled.poll();
        if (putter != null) return putter.task;
        Taker first;
        while ((first = (Taker) takers.first()) != null && first.isAbandoned()) leave(first);
        if (first == null || first.woken || (isEmpty() && !isClosed())) return null;
        first.woken = true;
        return first.task;
    }
}
