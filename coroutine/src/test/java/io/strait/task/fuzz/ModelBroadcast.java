package io.strait.task.fuzz;

import io.strait.task.Broadcast.SlowConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A modelled broadcast. One task at a time publishes, for which there is a mailbox with one place.
final class ModelBroadcast {
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final ModelBox turn = new ModelBox(1, true);
    private ModelTask waiting; // for room
    private boolean closed;
    private Failure cause;

    final class Subscription {
        final ModelBox box;
        private final SlowConsumer slow;
        private int dropped;

        Subscription(int capacity, SlowConsumer slow) {
            this.box = new ModelBox(capacity, true);
            this.slow = slow;
        }

        private boolean hasRoom() {
            return slow != SlowConsumer.WAIT || box.size() < box.capacity || box.isClosed();
        }

        /// False if it is too slow.
        private boolean add(int item) {
            while (!box.add(item)) {
                if (slow != SlowConsumer.DROP_OLDEST || box.isClosed())
                    return slow != SlowConsumer.DISCONNECT || box.isClosed();
                box.remove();
                dropped++;
            }
            return true;
        }

        private void disconnect() {
            String why =
                    "disconnected as a slow consumer: "
                            + box.capacity
                            + " published items were waiting for it when the next one came";
            box.fail(Failure.of(Failure.Kind.SLOW, why));
        }

        void take(ModelTask task, Consumer<Integer> next) {
            box.take(
                    task,
                    item -> {
                        roomCame();
                        next.accept(item);
                    });
        }

        Integer poll() {
            Integer item = box.poll();
            roomCame();
            return item;
        }

        void close() {
            subscriptions.remove(this);
            box.close();
            box.drain();
            roomCame();
        }

        ModelSource taking() {
            ModelSource ofBox = box.taking();
            return new ModelSource() {
                @Override
                public boolean isReady() {
                    return ofBox.isReady();
                }

                @Override
                public Object take() {
                    Object item = ofBox.take();
                    roomCame();
                    return item;
                }

                @Override
                public void enter(ModelTask task) {
                    ofBox.enter(task);
                }

                @Override
                public void leave() {
                    ofBox.leave();
                }
            };
        }

        @Override
        public String toString() {
            return box.size() + (box.isClosed() ? "c" : "") + "-" + dropped;
        }
    }

    /// @param owner the task that subscribes; null in a callback
    Subscription subscribe(int capacity, SlowConsumer slow, ModelTask owner) {
        throwIfClosed();
        Subscription subscription = new Subscription(capacity, slow);
        subscriptions.add(subscription);
        if (owner != null) owner.closesAtEnd(subscription);
        return subscription;
    }

    void publish(ModelTask task, int item, Runnable next) {
        turn.put(
                task,
                0,
                () -> {
                    task.lastly(this::endTurn, next);
                    if (allHaveRoom()) give(item);
                    else awaitRoom(task, item);
                });
    }

    private void endTurn() {
        turn.remove();
        turn.wakeOthers();
    }

    private void awaitRoom(ModelTask task, int item) {
        waiting = task;
        task.await(
                new ModelWait(),
                ModelLoop.NEVER,
                () -> closed || allHaveRoom(),
                over -> {
                    waiting = null;
                    give(item);
                },
                () -> waiting = null);
    }

    /// Publishes if that needs no wait.
    boolean offer(int item) {
        if (waiting != null) return false;
        throwIfClosed();
        if (!allHaveRoom()) return false;
        give(item);
        return true;
    }

    private boolean allHaveRoom() {
        return subscriptions.stream().allMatch(Subscription::hasRoom);
    }

    private void give(int item) {
        throwIfClosed();
        List<Subscription> tooSlow =
                subscriptions.stream().filter(each -> !each.add(item)).toList();
        subscriptions.removeAll(tooSlow);
        for (Subscription each : List.copyOf(subscriptions)) each.box.wakeOthers();
        for (Subscription each : tooSlow) each.disconnect();
    }

    private void roomCame() {
        if (waiting != null) waiting.wake();
    }

    private void throwIfClosed() {
        if (closed) throw new Frame.Failed(Failure.closed("broadcast", cause));
    }

    void end(Failure why) {
        if (closed) return;
        closed = true;
        cause = why;
        for (Subscription each : List.copyOf(subscriptions)) {
            if (why == null) each.box.close();
            else each.box.fail(why);
        }
        subscriptions.clear();
        roomCame();
    }

    @Override
    public String toString() {
        String end = !closed ? "" : cause == null ? ", closed" : ", failed";
        return "broadcast to " + subscriptions.size() + end;
    }
}
