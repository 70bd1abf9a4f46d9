package io.strait.task;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// So many may do something at once, and the others wait in the order in which they came. Tasks of
/// all loops share it, and any thread may give a turn back.
final class Turns {
    /*
     * As in each wait a wake-up is a hint. A turn that becomes free belongs to nobody until the first in the queue has
     * looked for itself, on its own loop; nobody else can take it, since all others are behind. Whoever leaves the
     * queue, served or not, wakes the next one if there is still a turn. So one for somebody who was cancelled in the
     * same moment isn't lost.
     *
     * The list and the number change together, for which a monitor is held for some nanoseconds. Nothing is called
     * inside.
     */
    private final int limit;
    private final LinkedHashSet<Place> queue = new LinkedHashSet<>();
    private int taken;

    Turns(int limit) {
        this.limit = limit;
    }

    private final class Place extends Wait {
        Place(Loop loop) {
            super(loop, null);
        }

        void awaitTurn(Task task) {
            await(task);
        }

        @Override
        protected boolean isOver() {
            return isTurnOf(this);
        }

        @Override
        public String toString() {
            return "one of the " + limit + " turns that there are, for " + waiter();
        }
    }

    /// Parks `task`, whose code calls, until it has a turn.
    ///
    /// @throws Cancelled if the task is cancelled; it then has none
    void take(Task task) {
        Place place = takeOrQueue(task);
        if (place == null) return;
        ReadyQueue tasks = ReadyQueue.ofThread();
        boolean served = false;
        tasks.outsideBegins(place);
        try {
            place.awaitTurn(task);
            served = true;
        } finally {
            tasks.outsideEnds(place);
            wake(leave(place, served));
        }
    }

    /// Ends a turn. May be called from any thread.
    void giveBack() {
        wake(next(-1));
    }

    private synchronized @Nullable Place takeOrQueue(Task task) {
        if (queue.isEmpty() && taken < limit) {
            taken++;
            return null;
        }
        Place place = new Place(task.loop());
        queue.add(place);
        return place;
    }

    private synchronized boolean isTurnOf(Place place) {
        return taken < limit && queue.getFirst() == place;
    }

    private synchronized @Nullable Place leave(Place place, boolean served) {
        queue.remove(place);
        return next(served ? 1 : 0);
    }

    private synchronized @Nullable Place next(int more) {
        taken += more;
        return taken < limit && !queue.isEmpty() ? queue.getFirst() : null;
    }

    private static void wake(@Nullable Place place) {
        if (place != null) place.wake();
    }
}
