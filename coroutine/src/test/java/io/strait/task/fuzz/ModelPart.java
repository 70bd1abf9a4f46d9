package io.strait.task.fuzz;

/// A part of a modelled task's code that can be cancelled as a whole.
class ModelPart {
    final ModelTask task;
    ModelPart around;
    String why; // it is cancelled
    private final boolean shield;
    private final long deadline;
    private final String timeIsOver;

    ModelPart(ModelTask task, ModelPart around, boolean shield, long deadline, String timeIsOver) {
        this.task = task;
        this.around = around;
        this.shield = shield;
        this.deadline = deadline;
        this.timeIsOver = timeIsOver;
    }

    /// Has the tasks look that were forked in it.
    void wakeChildren() {}

    /// Has all look that is inside.
    void wakeAll() {
        task.wakeAll(this);
    }

    /// The one that all of a task's code is in.
    static final class Root extends ModelPart {
        Root(ModelTask task, ModelPart around) {
            super(task, around, false, ModelLoop.NEVER, null);
        }
    }

    void cancel(String reason) {
        if (why != null) return;
        why = reason;
        wakeAll();
    }

    void enter() {
        task.part = this;
    }

    void leave() {
        task.part = around;
    }

    /* What is around as far as it is of any matter: a shield keeps that out. */
    private ModelPart next() {
        return shield ? null : around;
    }

    long nearest() {
        long nearest = ModelLoop.NEVER;
        for (ModelPart each = this; each != null; each = each.next())
            nearest = Math.min(nearest, each.deadline);
        return nearest;
    }

    ModelPart outermostCancelled() {
        for (ModelPart each = this; each != null; each = each.next())
            if (each.deadline <= task.loop.now) each.cancel(each.timeIsOver);
        ModelPart outermost = null;
        for (ModelPart each = this; each != null; each = each.next())
            if (each.why != null) outermost = each;
        return outermost;
    }
}
