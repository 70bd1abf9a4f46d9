package io.strait.task;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tasks that wait for the same thing, of which the first one in the list may take it. All of it
/// happens on the loop's thread.
public final class WaitList {
    /*
     * A wake-up is for the first. Whoever leaves, served or not, passes it on: the next one looks too, and finds out
     * whether there is something left. So a wake-up for a task that is cancelled in the same moment isn't lost.
     */
    private final Loop loop;
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    /// An empty list.
    ///
    /// @param loop whose tasks may wait here
    public WaitList(Loop loop) {
        this.loop = loop;
    }

    private final class Place extends Wait {
        private final BooleanSupplier condition;
        private boolean left;

        Place(BooleanSupplier condition) {
            super(loop, null);
            this.condition = condition;
        }

        @Override
        protected boolean isOver() {
            return first() == this && condition.getAsBoolean();
        }
    }

    /// Parks `task`, whose code calls, until it is the first one here and the condition holds.
    ///
    /// @param task the running task
    /// @param deadline on the loop's clock, or [Loop#NO_DEADLINE]
    /// @param condition what is waited for; takes nothing
    /// @return whether it holds; false if the deadline passed first
    /// @throws java.util.concurrent.CancellationException if the task is cancelled
    public boolean await(Task task, long deadline, BooleanSupplier condition) {
        task.throwIfCancelled(); // here too: one that is given up there would be in the way for
        // ever
        Place place = new Place(condition);
        places.add(place);
        try {
            return place.await(task, deadline);
        } finally {
            place.left = true; // whatever there is no stack for below
            place.stopTimer();
            boolean first = places.peek() == place;
            places.remove(place);
            if (first) wakeFirst();
        }
    }

    private @Nullable Place first() {
        Place first;
        while ((first = places.peek()) != null && first.left) places.remove();
        return first;
    }

    /// Whether nobody waits here.
    ///
    /// @return whether the list is empty
    public boolean isEmpty() {
        return first() == null;
    }

    /// Whether `task` waits here.
    ///
    /// @param task any task
    /// @return whether it does
    public boolean contains(Task task) {
        for (Place place : places) if (place.waiter() == task) return true;
        return false;
    }

    /// Has the first one look again.
    public void wakeFirst() {
        Place first = first();
        if (first != null) first.wake();
    }
}
