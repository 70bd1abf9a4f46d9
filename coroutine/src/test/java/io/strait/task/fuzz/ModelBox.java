package io.strait.task.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// A modelled mailbox. Tasks that put give their item away when they get in line, and it waits
/// there; tasks that take do so when they run.
final class ModelBox {
    private enum State {
        OPEN,
        CLOSED,
        FAILED
    }

    private static final class Putter {
        final ModelWait wait = new ModelWait();
        final ModelTask task;
        final int item;
        boolean settled;
        boolean refused;

        Putter(ModelTask task, int item) {
            this.task = task;
            this.item = item;
        }
    }

    private static final class Taker {
        final ModelWait wait = new ModelWait();
        final ModelTask task;
        final boolean selects;

        Taker(ModelTask task, boolean selects) {
            this.task = task;
            this.selects = selects;
        }
    }

    final int capacity;
    private final boolean shared;
    private final Deque<Integer> items = new ArrayDeque<>();
    private final List<Putter> putters = new ArrayList<>();
    private final List<Taker> takers = new ArrayList<>();
    private final Deque<Putter> settled = new ArrayDeque<>(); // who are to be woken
    private State state = State.OPEN;
    private Failure cause;

    ModelBox(int capacity, boolean shared) {
        this.capacity = capacity;
        this.shared = shared;
    }

    int size() {
        return items.size();
    }

    boolean isClosed() {
        return state != State.OPEN;
    }

    private boolean isEmpty() {
        return items.isEmpty() && putters.isEmpty();
    }

    boolean isAtEnd() {
        return isClosed() && isEmpty();
    }

    private Frame.Failed closed() {
        return new Frame.Failed(Failure.closed("mailbox", cause));
    }

    // Putting.

    void put(ModelTask task, int item, Runnable next) {
        task.throwIfCancelled();
        task.counted(
                () -> {
                    long sure = takers.stream().filter(taker -> !taker.selects).count();
                    if (accepts(item, sure)) {
                        wakeOthers();
                        next.run();
                    } else {
                        putInLine(new Putter(task, item), next);
                    }
                });
    }

    private boolean accepts(int item, long takersThatWait) {
        if (isClosed()) throw closed();
        boolean room =
                items.size() < capacity
                        || (capacity == 0 && putters.isEmpty() && items.size() < takersThatWait);
        if (room) items.add(item);
        return room;
    }

    private void putInLine(Putter putter, Runnable next) {
        putter.task.throwIfCancelled();
        putters.add(putter);
        wakeOthers();
        putter.task.await(
                putter.wait,
                ModelLoop.NEVER,
                () -> putter.settled,
                over -> {
                    if (putter.refused) throw closed();
                    wakeOthers();
                    next.run();
                },
                () -> putters.remove(putter));
    }

    boolean offer(int item) {
        boolean accepted = accepts(item, takers.size());
        if (accepted) wakeOthers();
        return accepted;
    }

    /// Offers an item; does nothing if it is closed. Wakes nobody.
    boolean add(int item) {
        return !isClosed() && accepts(item, takers.size());
    }

    // Taking.

    void take(ModelTask task, Consumer<Integer> next) {
        task.throwIfCancelled();
        task.counted(
                () -> {
                    Integer item = takers.isEmpty() ? next() : null;
                    if (item == null && !isAtEnd()) {
                        takeInLine(new Taker(task, false), next);
                    } else {
                        wakeOthers();
                        next.accept(item == null ? end() : item);
                    }
                });
    }

    private void takeInLine(Taker taker, Consumer<Integer> next) {
        taker.task.throwIfCancelled();
        takers.add(taker);
        taker.task.await(
                taker.wait,
                ModelLoop.NEVER,
                () -> isDue(taker),
                over -> {
                    Integer item = isFirst(taker) ? next() : null;
                    leave(taker);
                    next.accept(item == null ? end() : item);
                },
                () -> leave(taker));
    }

    private boolean isFirst(Taker taker) {
        return !takers.isEmpty() && takers.getFirst() == taker;
    }

    private boolean isDue(Taker taker) {
        return isAtEnd() || (isFirst(taker) && !isEmpty());
    }

    private void leave(Taker taker) {
        takers.remove(taker);
        wakeOthers();
    }

    Integer poll() {
        Integer item = takers.isEmpty() ? next() : null;
        if (item == null) return isAtEnd() ? end() : null;
        wakeOthers();
        return item;
    }

    /// Takes the next item, whoever waits for it. Wakes nobody.
    Integer remove() {
        return next();
    }

    private Integer next() {
        Integer item = items.poll();
        if (putters.isEmpty() || (item != null && items.size() >= capacity)) return item;
        Putter putter = putters.removeFirst();
        settle(putter, false);
        if (item == null) return putter.item;
        items.add(putter.item);
        return item;
    }

    private void settle(Putter putter, boolean refused) {
        putter.settled = true;
        putter.refused = refused;
        settled.add(putter);
    }

    List<Integer> drain() {
        List<Integer> all = new ArrayList<>();
        for (Integer item = next(); item != null; item = next()) all.add(item);
        wakeOthers();
        return all;
    }

    private Integer end() {
        if (state == State.FAILED) throw closed();
        return null;
    }

    // The end.

    void close() {
        if (state == State.OPEN) state = State.CLOSED;
        wakeOthers();
    }

    void fail(Failure why) {
        if (state != State.FAILED && !isAtEnd()) {
            state = State.FAILED;
            cause = why;
            for (Putter each : putters) settle(each, true);
            putters.clear();
        }
        wakeOthers();
    }

    /* Tasks that put and are done, in their order, and then the first that takes, if there is something for it. */
    void wakeOthers() {
        while (true) {
            if (!settled.isEmpty()) {
                settled.poll().task.wake();
                continue;
            }
            while (!takers.isEmpty() && isAbandoned(takers.getFirst().task)) takers.removeFirst();
            if (takers.isEmpty() || (isEmpty() && !isClosed())) return;
            ModelTask first = takers.getFirst().task;
            if (first.state != ModelTask.State.PARKED) return;
            first.wake();
        }
    }

    private static boolean isAbandoned(ModelTask task) {
        return task.hasEnded() || task.loop.hasEnded();
    }

    ModelSource taking() {
        return new ModelSource() {
            private Taker taker;

            @Override
            public boolean isReady() {
                if (taker != null) return isDue(taker);
                return isAtEnd() || (!shared && takers.isEmpty() && !isEmpty());
            }

            @Override
            public Object take() {
                boolean mayTake = taker == null ? takers.isEmpty() : isFirst(taker);
                Integer item = mayTake ? next() : null;
                if (item != null && taker != null) takers.remove(taker);
                wakeOthers();
                return item == null ? end() : item;
            }

            @Override
            public void enter(ModelTask task) {
                taker = new Taker(task, true);
                takers.add(taker);
            }

            @Override
            public void leave() {
                if (taker == null) return;
                Taker left = taker;
                taker = null;
                ModelBox.this.leave(left);
            }
        };
    }
}
