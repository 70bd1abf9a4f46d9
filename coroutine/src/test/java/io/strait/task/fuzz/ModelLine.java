package io.strait.task.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Modelled tasks in line for something that the first of them may take.
final class ModelLine {
    private final List<Place> places = new ArrayList<>();

    private final class Place {
        final ModelWait wait = new ModelWait();
        final BooleanSupplier condition;

        Place(BooleanSupplier condition) {
            this.condition = condition;
        }

        boolean isOver() {
            return first() == this && condition.getAsBoolean();
        }

        boolean isGivenUp() {
            return wait.waiter != null && wait.waiter.hasEnded();
        }
    }

    private Place first() {
        places.removeIf(Place::isGivenUp);
        return places.isEmpty() ? null : places.getFirst();
    }

    boolean isEmpty() {
        return first() == null;
    }

    void wakeFirst() {
        Place first = first();
        if (first != null) first.wait.wake();
    }

    /* Who was the first and leaves wakes the next, who may be lucky. */
    private void leave(Place place) {
        boolean first = !places.isEmpty() && places.getFirst() == place;
        places.remove(place);
        if (first) wakeFirst();
    }

    void await(ModelTask task, long until, BooleanSupplier condition, Consumer<Boolean> next) {
        task.throwIfCancelled();
        Place place = new Place(condition);
        places.add(place);
        task.await(
                place.wait,
                until,
                place::isOver,
                over -> {
                    leave(place);
                    next.accept(over);
                },
                () -> leave(place));
    }

    ModelSource source(BooleanSupplier condition, Supplier<Object> take) {
        return new ModelSource() {
            private Place place;

            @Override
            public boolean isReady() {
                return place != null ? place.isOver() : isEmpty() && condition.getAsBoolean();
            }

            @Override
            public Object take() {
                return take.get();
            }

            @Override
            public void enter(ModelTask task) {
                if (!places.isEmpty() && places.getLast().wait.waiter == task) {
                    throw new Frame.Failed(
                            Failure.of(
                                    Failure.Kind.MISUSED,
                                    "there is a task in line for this already: " + task.name));
                }
                place = new Place(condition);
                place.wait.waiter = task;
                places.add(place);
            }

            @Override
            public void leave() {
                if (place == null) return;
                Place left = place;
                place = null;
                left.wait.waiter = null;
                ModelLine.this.leave(left);
            }
        };
    }
}
