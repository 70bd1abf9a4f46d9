package io.strait.task.fuzz;

import java.util.ArrayList;
import java.util.List;

/// A modelled select, which waits as often as its instruction says.
final class ModelSelect implements Frame {
    private static final class Case {
        final Op op;
        final int number;
        ModelSource source;

        Case(Op op, int number, ModelSource source) {
            this.op = op;
            this.number = number;
            this.source = source;
        }
    }

    private final ModelTask task;
    private final ModelThings things;
    private final List<Case> cases = new ArrayList<>();
    private final ModelWait wait = new ModelWait();
    private final boolean inOrder;
    private final long limit;
    private int left; // so often it still waits
    private int next; // the case with which the next look begins
    private Case ready;
    private int entered;
    private boolean taken;
    private Object value;
    private Failure failure;
    private final List<String> trace;

    ModelSelect(ModelTask task, ModelThings things, Op op, List<String> trace) {
        this.task = task;
        this.things = things;
        this.trace = trace;
        inOrder = op.number(0) == 1;
        limit = op.number(1) < 0 ? ModelLoop.NEVER : op.number(1) * Model.MILLISECOND;
        left = op.number(2);
        for (Op each : op.blocks().getFirst()) {
            ModelSource source = things.source(each, task.loop);
            if (source != null) cases.add(new Case(each, cases.size(), source));
        }
    }

    @Override
    public void step() {
        if (left-- <= 0) {
            task.pop();
            return;
        }
        if (cases.isEmpty()) {
            throw new Failed(
                    Failure.misused(
                            "a select without a source would wait for ever; give it one with"
                                    + " on()"));
        }
        task.throwIfCancelled();
        task.counted(
                () -> {
                    if (look()) {
                        take();
                        tell();
                    } else {
                        enterAndWait(limit == ModelLoop.NEVER ? limit : task.loop.now + limit);
                    }
                });
    }

    private boolean look() {
        int size = cases.size();
        for (int i = 0; i < size; i++) {
            Case each = cases.get(inOrder ? i : (next + i) % size);
            if (!each.source.isReady()) continue;
            ready = each;
            return true;
        }
        return false;
    }

    private void enterAndWait(long until) {
        entered = 0;
        taken = false;
        task.lastly(this::leave, this::tell);
        long nearest = until;
        for (Case each : cases) {
            each.source.enter(task);
            entered++;
            nearest = Math.min(nearest, each.source.readyAt());
        }
        if (look()) take();
        else waitAndTake(nearest, until);
    }

    private void waitAndTake(long nearest, long until) {
        task.await(
                wait,
                nearest,
                this::look,
                over -> {
                    if (over || look()) take();
                    else if (task.loop.now < until) waitAndTake(nearest, until);
                },
                () -> {});
    }

    private void leave() {
        while (entered > 0) cases.get(--entered).source.leave();
    }

    private void take() {
        taken = true;
        next = cases.indexOf(ready) + 1;
        value = null;
        failure = null;
        try {
            value = ready.source.take();
        } catch (Failed thrown) {
            failure = thrown.failure;
        }
    }

    private void tell() {
        if (!taken) {
            trace.add(task.name + " selects none");
            return;
        }
        taken = false;
        if (ready.op.kind() == Op.Kind.ON_JOIN) cases.remove(ready);
        if (failure != null) throw new Failed(failure);
        trace.add(task.name + " selects " + ready.number + " = " + value);
        if (ready.op.kind() == Op.Kind.ON_TIMER) ready.source = things.source(ready.op, task.loop);
    }
}
