package io.strait.task.fuzz;

import io.strait.task.Broadcast.SlowConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The modelled things that the tasks of a program share, and what is done with them.
final class ModelThings {
    final List<ModelBox> boxes = new ArrayList<>();
    final List<ModelBroadcast> broadcasts = new ArrayList<>();
    final List<ModelSemaphore> semaphores = new ArrayList<>();
    final List<ModelMutex> mutexes = new ArrayList<>();
    final List<ModelSignal> signals = new ArrayList<>();
    final int[] guarded = new int[Program.MUTEXES]; // by a mutex each
    final int[] flags = new int[Program.FLAGS];
    final List<ModelFuture> futures = new ArrayList<>();
    final List<ModelBroadcast.Subscription> subscriptions = new ArrayList<>();
    final List<ModelSubtask> subtasks = new ArrayList<>();
    private int counter;

    ModelThings() {
        for (int i = 0; i < Program.BOXES; i++)
            boxes.add(new ModelBox(i % Program.CAPACITIES, i >= Program.CAPACITIES));
        for (int i = 0; i < Program.SEMAPHORES; i++) semaphores.add(new ModelSemaphore(i));
        for (int i = 0; i < Program.MUTEXES; i++) mutexes.add(new ModelMutex());
        for (int i = 0; i < Program.SIGNALS; i++) signals.add(new ModelSignal());
        for (int i = 0; i < Program.FUTURES; i++) futures.add(new ModelFuture());
        for (int i = 0; i < Program.BROADCASTS; i++) broadcasts.add(new ModelBroadcast());
        for (int i = 0; i < Program.SUBSCRIPTIONS; i++) subscriptions.add(null);
        for (int i = 0; i < Program.SUBTASKS; i++) subtasks.add(null);
    }

    int next() {
        return ++counter;
    }

    Failure thrown() {
        return Failure.of(Failure.Kind.THROWN, "number " + next());
    }

    /// What waits, or may have to let others run.
    ///
    /// @param running the task whose code does it; null in a callback
    /// @param next is told what came of it
    void use(Op op, ModelActor self, ModelTask running, Consumer<Object> next) {
        int index = op.number(0);
        switch (op.kind()) {
            case PUT -> {
                int item = next();
                boxes.get(index).put(running, item, () -> next.accept(item));
            }
            case TAKE -> boxes.get(index).take(running, next::accept);
            case OFFER -> {
                int item = next();
                self.counted(() -> next.accept(boxes.get(index).offer(item) ? item : "false"));
            }
            case POLL -> self.counted(() -> next.accept(boxes.get(index).poll()));
            case PUBLISH -> {
                int item = next();
                broadcasts.get(index).publish(running, item, () -> next.accept(item));
            }
            case OFFER_ALL -> {
                int item = next();
                next.accept(broadcasts.get(index).offer(item) ? item : "false");
            }
            case RECEIVE -> {
                if (subscriptions.get(index) == null) next.accept("none");
                else subscriptions.get(index).take(running, next::accept);
            }
            case POLL_SUB -> {
                if (subscriptions.get(index) == null) next.accept("none");
                else self.counted(() -> next.accept(subscriptions.get(index).poll()));
            }
            case ACQUIRE -> semaphores.get(index).acquire(running, ModelLoop.NEVER, next::accept);
            case ACQUIRE_WITHIN ->
                    semaphores.get(index).acquire(running, time(op, 1), next::accept);
            case UNTIL -> await(op, running, ModelLoop.NEVER, over -> next.accept("done"));
            case UNTIL_WITHIN -> await(op, running, time(op, 3), next);
            case AWAIT -> futures.get(index).await(running, next);
            case AWAIT_CANCELLING -> awaitCancelling(futures.get(index), running, next);
            default -> next.accept(use(op, running));
        }
    }

    private static long time(Op op, int index) {
        return op.number(index) * Model.MILLISECOND;
    }

    private void await(Op op, ModelTask running, long limit, Consumer<Object> next) {
        signals.get(op.number(0)).await(running, isSet(op), limit, next);
    }

    private static void awaitCancelling(
            ModelFuture future, ModelTask running, Consumer<Object> next) {
        running.push(
                new Frame() {
                    private Object outcome;

                    @Override
                    public void step() {
                        if (outcome == null) {
                            future.await(running, it -> outcome = it);
                        } else {
                            running.pop();
                            next.accept(outcome);
                        }
                    }

                    @Override
                    public boolean failed(Failure failure) {
                        if (failure.kind == Failure.Kind.CANCELLED) future.cancel();
                        return false;
                    }
                });
    }

    /* What is done at once. */
    private Object use(Op op, ModelTask running) {
        int index = op.number(0);
        switch (op.kind()) {
            case DRAIN -> {
                return boxes.get(index).drain();
            }
            case CLOSE -> boxes.get(index).close();
            case FAIL -> boxes.get(index).fail(thrown());
            case SUBSCRIBE -> {
                SlowConsumer slow = op.slowConsumer();
                ModelBroadcast broadcast = broadcasts.get(op.number(1));
                subscriptions.set(index, broadcast.subscribe(op.number(2), slow, running));
            }
            case CLOSE_ALL -> broadcasts.get(index).end(null);
            case FAIL_ALL -> broadcasts.get(index).end(thrown());
            case UNSUBSCRIBE -> {
                if (subscriptions.get(index) == null) return "none";
                subscriptions.get(index).close();
            }
            case TRY_ACQUIRE -> {
                return semaphores.get(index).tryAcquire();
            }
            case RELEASE -> semaphores.get(index).release();
            case SET -> flags[index] = op.number(1);
            case SIGNAL -> signals.get(index).signal();
            case COMPLETE -> {
                return futures.get(index).complete(next(), null);
            }
            case COMPLETE_FAILED -> {
                return futures.get(index).complete(null, thrown());
            }
            case CANCEL_FUTURE -> {
                return futures.get(index).cancel();
            }
            case RENEW -> futures.set(index, new ModelFuture());
            default -> throw new AssertionError(op);
        }
        return "done";
    }

    BooleanSupplier isSet(Op op) {
        return () -> flags[op.number(1)] >= op.number(2);
    }

    ModelSource source(Op op, ModelLoop loop) {
        int index = op.number(0);
        return switch (op.kind()) {
            case ON_BOX -> boxes.get(index).taking();
            case ON_SUB -> {
                ModelBroadcast.Subscription subscription = subscriptions.get(index);
                yield subscription == null ? null : subscription.taking();
            }
            case ON_TIMER -> timer(loop, index * Model.MILLISECOND);
            case ON_JOIN -> {
                ModelSubtask subtask = subtasks.get(index);
                yield subtask == null ? null : subtask.joining();
            }
            case ON_PERMIT -> semaphores.get(index).acquiring();
            case ON_FLAG -> signals.get(index).when(isSet(op));
            default -> null;
        };
    }

    private static ModelSource timer(ModelLoop loop, long time) {
        long at = loop.now + time;
        return new ModelSource() {
            @Override
            public boolean isReady() {
                return at <= loop.now;
            }

            @Override
            public Object take() {
                return null;
            }

            @Override
            public void enter(ModelTask task) {}

            @Override
            public void leave() {}

            @Override
            public long readyAt() {
                return at;
            }
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("boxes");
        for (ModelBox each : boxes)
            text.append(' ').append(each.size()).append(each.isClosed() ? "c" : "");
        text.append(" permits");
        for (ModelSemaphore each : semaphores) text.append(' ').append(each.available);
        for (ModelMutex each : mutexes) text.append(' ').append(each);
        for (ModelBroadcast each : broadcasts) text.append(' ').append(each);
        text.append(" subscriptions");
        for (ModelBroadcast.Subscription each : subscriptions)
            text.append(' ').append(each == null ? "" : each);
        text.append(" subtasks");
        for (ModelSubtask each : subtasks)
            text.append(' ').append(each == null ? "" : each.outcome);
        return text.toString();
    }
}
