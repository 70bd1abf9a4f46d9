package io.strait.task.fuzz;

import java.util.function.Consumer;

/// A modelled deadline or shield.
final class ModelLimit implements Frame {
    private final Op.Kind kind;
    private final ModelTask task;
    private final Consumer<Object> next;
    private final ModelPart part;

    ModelLimit(Op op, ModelTask task, Consumer<Object> next) {
        this.kind = op.kind();
        this.task = task;
        this.next = next;
        long limit = op.number(0) * Model.MILLISECOND;
        boolean shield = kind == Op.Kind.SHIELD;
        String who = shield ? "what " + task.name + " shields" : task.name;
        String why = who + " was not done within " + text(op.number(0));
        part = new ModelPart(task, task.part, shield, task.loop.now + limit, why);
    }

    private static String text(int milliseconds) {
        if (milliseconds % 1000 == 0) return milliseconds / 1000 + " s";
        if (milliseconds < 1000) return milliseconds + " ms";
        return "%d.%03d s".formatted(milliseconds / 1000, milliseconds % 1000);
    }

    void run(Frame inside) {
        part.enter();
        task.push(this);
        task.push(inside);
    }

    @Override
    public void step() {
        task.pop();
        part.leave();
        next.accept(kind == Op.Kind.FAIL_AFTER ? "done" : "true");
    }

    @Override
    public boolean failed(Failure failure) {
        part.leave();
        if (failure.scope != part) return false;
        if (kind == Op.Kind.FAIL_AFTER)
            throw new Failed(Failure.of(Failure.Kind.TIMEOUT, failure.text));
        next.accept("false");
        return true;
    }
}
