package io.strait.task.fuzz;

import static java.time.Duration.ofMillis;

import io.strait.task.Await;
import io.strait.task.Broadcast;
import io.strait.task.Broadcast.SlowConsumer;
import io.strait.task.Mailbox;
import io.strait.task.Mutex;
import io.strait.task.Select;
import io.strait.task.Semaphore;
import io.strait.task.Signal;
import io.strait.task.Source;
import io.strait.task.Subscription;
import io.strait.task.Subtask;
import io.strait.task.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The real things that the tasks of a program share, and what is done with them.
final class Things {
    final List<Mailbox<Integer>> boxes = new ArrayList<>();
    final List<Broadcast<Integer>> broadcasts = new ArrayList<>();
    final List<Semaphore> semaphores = new ArrayList<>();
    final List<Mutex> mutexes = new ArrayList<>();
    final List<Signal> signals = new ArrayList<>();
    final int[] guarded = new int[Program.MUTEXES]; // by a mutex each
    final int[] flags = new int[Program.FLAGS];
    final List<CompletableFuture<Integer>> futures = new ArrayList<>();
    final List<Subscription<Integer>> subscriptions = new ArrayList<>();
    final List<Subtask<Integer>> subtasks = new ArrayList<>();
    final Books books;
    private int counter;

    Things(Books books) {
        this.books = books;
        for (int i = 0; i < Program.CAPACITIES; i++) boxes.add(new Mailbox<>(i));
        for (int i = 0; i < Program.CAPACITIES; i++) boxes.add(Mailbox.shared(i));
        for (int i = 0; i < Program.SEMAPHORES; i++) semaphores.add(new Semaphore(i));
        for (int i = 0; i < Program.MUTEXES; i++) mutexes.add(new Mutex());
        for (int i = 0; i < Program.SIGNALS; i++) signals.add(new Signal());
        for (int i = 0; i < Program.FUTURES; i++) futures.add(new CompletableFuture<>());
        for (int i = 0; i < Program.BROADCASTS; i++)
            broadcasts.add(new Broadcast<>(books::copied, books::discarded));
        for (int i = 0; i < Program.SUBSCRIPTIONS; i++) subscriptions.add(null);
        for (int i = 0; i < Program.SUBTASKS; i++) subtasks.add(null);
    }

    /// Numbers are given once: each item, each failure and each reason is another one.
    int next() {
        return ++counter;
    }

    /// Does it, and says what came of it.
    String use(Op op) throws Exception {
        return switch (op.kind()) {
            case PUT, TAKE, OFFER, POLL, DRAIN, CLOSE, FAIL -> useBox(op);
            case SUBSCRIBE,
                    PUBLISH,
                    OFFER_ALL,
                    CLOSE_ALL,
                    FAIL_ALL,
                    RECEIVE,
                    POLL_SUB,
                    UNSUBSCRIBE ->
                    useBroadcast(op);
            case ACQUIRE, ACQUIRE_WITHIN, TRY_ACQUIRE, RELEASE -> useSemaphore(op);
            case SET, SIGNAL, UNTIL, UNTIL_WITHIN -> useSignal(op);
            default -> useFuture(op);
        };
    }

    private String useBox(Op op) {
        int index = op.number(0);
        Mailbox<Integer> box = boxes.get(index);
        switch (op.kind()) {
            case PUT -> {
                int item = next();
                books.putBegins(index, item);
                try {
                    box.put(item);
                } catch (Throwable t) {
                    books.refused(item);
                    throw t;
                }
                books.accepted(item);
                return "" + item;
            }
            case TAKE -> {
                return "" + books.taken(index, box.take());
            }
            case OFFER -> {
                int item = next();
                books.putBegins(index, item);
                if (!box.offer(item)) return "false";
                books.accepted(item);
                return "" + item;
            }
            case POLL -> {
                return "" + books.taken(index, box.poll());
            }
            case DRAIN -> {
                List<Integer> all = box.drain();
                for (Integer item : all) books.taken(index, item);
                return "" + all;
            }
            case CLOSE -> box.close();
            default -> box.fail(new Failure.Thrown(next()));
        }
        return "done";
    }

    private String useBroadcast(Op op) {
        int index = op.number(0);
        switch (op.kind()) {
            case SUBSCRIBE -> {
                SlowConsumer slow = op.slowConsumer();
                Subscription<Integer> made =
                        broadcasts.get(op.number(1)).subscribe(op.number(2), slow);
                books.subscribed(op.number(1), slow, made);
                subscriptions.set(index, made);
            }
            case PUBLISH -> {
                int item = next();
                try {
                    broadcasts.get(index).publish(item);
                } catch (Throwable t) {
                    books.unpublished(item);
                    throw t;
                }
                return "" + item;
            }
            case OFFER_ALL -> {
                int item = next();
                boolean published = broadcasts.get(index).offer(item);
                if (!published) books.unpublished(item);
                return published ? "" + item : "false";
            }
            case CLOSE_ALL -> broadcasts.get(index).close();
            case FAIL_ALL -> broadcasts.get(index).fail(new Failure.Thrown(next()));
            default -> {
                return useSubscription(op, subscriptions.get(index));
            }
        }
        return "done";
    }

    private String useSubscription(Op op, Subscription<Integer> subscription) {
        if (subscription == null) return "none";
        return switch (op.kind()) {
            case RECEIVE -> "" + books.received(subscription.take());
            case POLL_SUB -> "" + books.received(subscription.poll());
            default -> {
                subscription.close();
                yield "done";
            }
        };
    }

    private String useSemaphore(Op op) {
        int index = op.number(0);
        Semaphore semaphore = semaphores.get(index);
        boolean acquired = true;
        switch (op.kind()) {
            case ACQUIRE -> semaphore.acquire();
            case ACQUIRE_WITHIN -> acquired = semaphore.tryAcquire(ofMillis(op.number(1)));
            case TRY_ACQUIRE -> acquired = semaphore.tryAcquire();
            default -> {
                books.released(index);
                semaphore.release();
                return "done";
            }
        }
        if (acquired) books.acquired(index);
        return "" + acquired;
    }

    private String useSignal(Op op) {
        int index = op.number(0);
        switch (op.kind()) {
            case SET -> flags[index] = op.number(1);
            case SIGNAL -> signals.get(index).signal();
            case UNTIL -> signals.get(index).awaitUntil(isSet(op));
            default -> {
                return "" + signals.get(index).awaitUntil(isSet(op), ofMillis(op.number(3)));
            }
        }
        return "done";
    }

    /// Whether the flag that `op` names has the value that it names, at least.
    BooleanSupplier isSet(Op op) {
        return () -> flags[op.number(1)] >= op.number(2);
    }

    private String useFuture(Op op) throws Exception {
        int index = op.number(0);
        CompletableFuture<Integer> future = futures.get(index);
        return switch (op.kind()) {
            case AWAIT -> "" + Await.await(future);
            case AWAIT_CANCELLING -> "" + Await.cancelling(future);
            case COMPLETE -> "" + future.complete(next());
            case COMPLETE_FAILED -> "" + future.completeExceptionally(new Failure.Thrown(next()));
            case CANCEL_FUTURE -> "" + future.cancel(false);
            case RENEW -> {
                futures.set(index, new CompletableFuture<>());
                yield "done";
            }
            default -> throw new AssertionError(op);
        };
    }

    /// Waits with a select, as often as it says; `selected` is told what was taken.
    void select(Op op, Consumer<String> selected) throws Exception {
        Select select = new Select();
        if (op.number(0) == 1) select.inOrder();
        List<Select.Case<?, ?>> cases = new ArrayList<>();
        List<Op> ops = new ArrayList<>();
        List<Source<?, ?>> sources = new ArrayList<>();
        for (Op each : op.blocks().getFirst()) {
            Source<?, ?> source = source(each);
            if (source == null) continue;
            cases.add(select.on(source));
            ops.add(each);
            sources.add(source);
        }
        for (int i = 0; i < op.number(2); i++) {
            Select.Case<?, ?> ready =
                    op.number(1) < 0 ? select.await() : select.await(ofMillis(op.number(1)));
            if (ready == null) {
                selected.accept("none");
                continue;
            }
            int index = cases.indexOf(ready);
            Op of = ops.get(index);
            if (of.kind() == Op.Kind.ON_JOIN) ready.remove();
            Object value = ready.get();
            enter(of, value);
            selected.accept(index + " = " + value);
            if (sources.get(index) instanceof Timer timer) timer.restart(ofMillis(of.number(0)));
        }
    }

    private void enter(Op of, Object value) {
        switch (of.kind()) {
            case ON_BOX -> books.taken(of.number(0), (Integer) value);
            case ON_SUB -> books.received((Integer) value);
            case ON_PERMIT -> books.acquired(of.number(0));
            default -> {}
        }
    }

    private Source<?, ?> source(Op op) {
        int index = op.number(0);
        return switch (op.kind()) {
            case ON_BOX -> boxes.get(index).taking();
            case ON_SUB -> {
                Subscription<Integer> subscription = subscriptions.get(index);
                yield subscription == null ? null : subscription.taking();
            }
            case ON_TIMER -> Timer.after(ofMillis(index));
            case ON_JOIN -> {
                Subtask<Integer> subtask = subtasks.get(index);
                yield subtask == null ? null : subtask.joining();
            }
            case ON_PERMIT -> semaphores.get(index).acquiring();
            case ON_FLAG -> signals.get(index).when(isSet(op));
            default -> null;
        };
    }

    /// What of them can be seen.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("boxes");
        for (Mailbox<Integer> each : boxes)
            text.append(' ').append(each.size()).append(each.isClosed() ? "c" : "");
        text.append(" permits");
        for (Semaphore each : semaphores) text.append(' ').append(each.available());
        for (Mutex each : mutexes) text.append(' ').append(each);
        for (Broadcast<Integer> each : broadcasts) text.append(' ').append(each);
        text.append(" subscriptions");
        for (Subscription<Integer> each : subscriptions) {
            text.append(' ');
            if (each != null) text.append(each.size()).append(each.isClosed() ? "c" : "");
            if (each != null) text.append('-').append(each.dropped());
        }
        text.append(" subtasks");
        for (Subtask<Integer> each : subtasks)
            text.append(' ').append(each == null ? "" : each.state());
        return text.toString();
    }
}
