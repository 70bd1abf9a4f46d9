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

        /* Also if its task was given up in there: that one never comes back. */
        boolean isLeft() {
            Task task = waiter();
            return left || (task != null && task.hasEnded());
        }
    }

    /// Parks `task`, whose code calls, until it is the first one here and the condition holds.
    ///
    /// @param task the running task
    /// @param deadline on the loop's clock, or [Loop#NO_DEADLINE]
    /// @param condition what is waited for; takes nothing
    /// @return whether it holds; false if the deadline passed first
    /// @throws Cancelled if the task is cancelled
    public boolean await(Task task, long deadline, BooleanSupplier condition) {
        task.throwIfCancelled(); // here too: one that is given up there would be in the way for
        // ever
        Place place = new Place(condition);
        places.add(place);
        try {
            return place.await(task, deadline);
        } finally {
            leave(place);
        }
    }

    private void leave(Place place) {
        place.left = true; // whatever there is no stack for below
        boolean first = places.peek() == place;
        places.remove(place);
        if (first) wakeFirst();
    }

    /// What a [Select] can take when its task is the first one here and the condition holds.
    ///
    /// @param <T> what is taken
    /// @param <X> what taking it throws
    /// @param condition what is waited for; takes nothing
    /// @param take takes it; called when the condition holds; must not wait
    /// @return a source, for one task at a time
    public <T extends @Nullable Object, X extends Exception> Source<T, X> source(
            BooleanSupplier condition, Code<T, X> take) {
        return new Source<>() {
            private @Nullable Place place; // if its task is in the list

            @Override
            protected boolean isReady() {
                if (place != null) return place.isOver();
                if (!loop.isCurrent()) throw elsewhere();
                return isEmpty() && condition.getAsBoolean();
            }

            @Override
            protected T take() throws X {
                return take.run();
            }

            @Override
            protected void enter(Task task) {
                if (place != null || isLast(task)) {
                    throw new IllegalStateException(
                            "there is a task in line for this already: "
                                    + (place != null ? place.waiter() : task));
                }
                Place next = new Place(condition);
                next.enter(task);
                places.add(next);
                place = next;
            }

            @Override
            protected void leave() {
                Place left = place;
                place = null;
                if (left == null) return;
                left.leave();
                WaitList.this.leave(left);
            }
        };
    }

    /* A select enters all its sources in one go, so who is in the list already because of it is the last. */
    private boolean isLast(Task task) {
        Place last = places.peekLast();
        return last != null && last.waiter() == task;
    }

    private @Nullable Place first() {
        Place first;
        while ((first = places.peek()) != null && first.isLeft()) places.remove();
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
