package io.strait.task;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/// A wait list as it must not be: who leaves it doesn't pass the wake-up on.
final class SelfishList {
    private final Loop loop;
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    SelfishList(Loop loop) {
        this.loop = loop;
    }

    private final class Place extends Wait {
        private final BooleanSupplier condition;

        Place(BooleanSupplier condition) {
            super(loop, null);
            this.condition = condition;
        }

        @Override
        protected boolean isOver() {
            return places.peek() == this && condition.getAsBoolean();
        }
    }

    boolean await(Task task, long deadline, BooleanSupplier condition) {
        Place place = new Place(condition);
        places.add(place);
        try {
            return place.await(task, deadline);
        } finally {
            places.remove(place);
        }
    }

    void wakeFirst() {
        Place first = places.peek();
        if (first != null) first.wake();
    }
}
