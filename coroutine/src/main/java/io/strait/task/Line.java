package io.strait.task;

import org.jspecify.annotations.Nullable;

/// Places in the order in which they came. One can leave from the middle at no cost.
///
/// @param <T> the items of the mailbox
final class Line<T> {
    private @Nullable Place<T> first;
    private @Nullable Place<T> last;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    @Nullable Place<T> first() {
        return first;
    }

    void add(Place<T> place) {
        place.previous = last;
        if (last == null) first = place;
        else last.next = place;
        last = place;
        size++;
    }

    void remove(Place<T> place) {
        if (place.previous == null) first = place.next;
        else place.previous.next = place.next;
        if (place.next == null) last = place.previous;
        else place.next.previous = place.previous;
        place.previous = null;
        place.next = null;
        size--;
    }

    @Nullable Place<T> poll() {
        Place<T> place = first;
        if (place != null) remove(place);
        return place;
    }
}
