package io.strait.transport;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What has come, in order. An array that begins again at its front; other than an `ArrayDeque` it
/// can be looked at by index, which a search that goes on needs.
final class Fifo {
    private static final int FIRST_CAPACITY = 8; // a power of two, as all of them

    private @Nullable Object[] ring = new Object[FIRST_CAPACITY];
    private int head; // where the first is
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Object get(int index) {
        Objects.checkIndex(index, size);
        return Objects.requireNonNull(ring[at(index)]);
    }

    void set(int index, Object instead) {
        Objects.checkIndex(index, size);
        ring[at(index)] = instead;
    }

    void add(Object last) {
        if (size == ring.length) grow();
        ring[at(size++)] = last;
    }

    void addFirst(Object first) {
        if (size == ring.length) grow();
        head = at(-1);
        ring[head] = first;
        size++;
    }

    @Nullable Object poll() {
        if (size == 0) return null;
        Object first = ring[head];
        ring[head] = null;
        head = at(1);
        size--;
        return first;
    }

    @Nullable Object pollLast() {
        if (size == 0) return null;
        int at = at(--size);
        Object last = ring[at];
        ring[at] = null;
        return last;
    }

    private int at(int index) {
        return (head + index) & (ring.length - 1);
    }

    private void grow() {
        @Nullable Object[] larger = new Object[ring.length << 1];
        int toTheEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, toTheEnd);
        System.arraycopy(ring, 0, larger, toTheEnd, head);
        ring = larger;
        head = 0;
    }
}
