package io.strait.task.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A modelled signal.
final class ModelSignal {
    private final List<ModelWait> waiting = new ArrayList<>();

    void signal() {
        for (ModelWait each : List.copyOf(waiting)) each.wake();
    }

    /// Waits for `limit`, which may be [ModelLoop#NEVER].
    void await(ModelTask task, BooleanSupplier condition, long limit, Consumer<Object> next) {
        task.throwIfCancelled();
        task.counted(
                () -> {
                    if (condition.getAsBoolean() || limit <= 0) {
                        next.accept(condition.getAsBoolean());
                        return;
                    }
                    ModelWait wait = new ModelWait();
                    waiting.add(wait);
                    task.await(
                            wait,
                            limit == ModelLoop.NEVER ? limit : task.loop.now + limit,
                            condition,
                            over -> {
                                waiting.remove(wait);
                                next.accept(over);
                            },
                            () -> waiting.remove(wait));
                });
    }

    ModelSource when(BooleanSupplier condition) {
        return new ModelSource() {
            private final ModelWait look = new ModelWait();

            @Override
            public boolean isReady() {
                return condition.getAsBoolean();
            }

            @Override
            public Object take() {
                return null;
            }

            @Override
            public void enter(ModelTask task) {
                look.waiter = task;
                waiting.add(look);
            }

            @Override
            public void leave() {
                waiting.remove(look);
                look.waiter = null;
            }
        };
    }
}
