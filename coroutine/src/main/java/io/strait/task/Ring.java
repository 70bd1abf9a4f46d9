package io.strait.task;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Things in a row, first in first out. It takes no memory before the first one comes.
///
/// Unlike the JDK's, it is whole after a StackOverflowError, whenever that came: an ArrayDeque
/// whose `poll` meets the end of the stack is empty for ever, whatever is added.
///
/// @param <E> the things
class Ring<E> {
    /*
     * Nothing is called between two changes that belong together, and what must be called comes before the first one.
     */
    private static final @Nullable Object[] EMPTY = {};
    private static final int FIRST_LENGTH = 8;

    private @Nullable Object[] elements = EMPTY; // its length is a power of two, or zero
    private int head;
    private int size;

    final void add(E element) {
        if (size == elements.length) grow();
        elements[(head + size) & (elements.length - 1)] = element;
        size++;
    }

    private void grow() {
        @Nullable Object[] larger = Arrays.copyOf(elements, size == 0 ? FIRST_LENGTH : 2 * size);
        System.arraycopy(
                elements, 0, larger, size, head); // what has wrapped around follows the rest
        Arrays.fill(larger, 0, head, null);
        elements = larger;
    }

    final int size() {
        return size;
    }

    /// Has the one at `index`, from the first one, change places with the first one.
    final void swapWithFirst(int index) {
        int other = (head + index) & (elements.length - 1);
        Object element = elements[head];
        elements[head] = elements[other];
        elements[other] = element;
    }

    @SuppressWarnings("unchecked")
    final @Nullable E peek() {
        return size == 0 ? null : (E) elements[head];
    }

    @SuppressWarnings("unchecked")
    @Nullable E poll() {
        if (size == 0) return null;
        E element = (E) elements[head];
        elements[head] = null;
        head = (head + 1) & (elements.length - 1);
        size--;
        return element;
    }
}
