package io.strait.task.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A modelled mutex.
final class ModelMutex {
    private final List<Turn> line = new ArrayList<>();
    private ModelTask owner;

    private final class Turn {
        final ModelWait wait = new ModelWait();
        final BooleanSupplier condition;

        Turn(BooleanSupplier condition) {
            this.condition = condition;
        }

        boolean mayGo() {
            return (wait.waiter == null || !wait.waiter.hasEnded()) && condition.getAsBoolean();
        }

        /* Who is woken in vain wakes the one who may go. */
        boolean isOver() {
            if (owner != null) return owner.hasEnded();
            Turn next = next();
            if (next != null && next != this) next.wait.wake();
            return next == this;
        }
    }

    private Turn next() {
        return line.stream().filter(Turn::mayGo).findFirst().orElse(null);
    }

    private void wakeNext() {
        Turn next = next();
        if (next != null) next.wait.wake();
    }

    /// Has `body` put the code that holds it on the stack, and then does `next`.
    void run(ModelTask task, BooleanSupplier condition, Runnable body, Runnable next) {
        task.throwIfCancelled();
        task.counted(
                () -> {
                    if (owner == task) {
                        String why = " runs code of this mutex already, and would wait for itself";
                        throw new Frame.Failed(Failure.misused(task.name + why));
                    }
                    if (owner != null && owner.hasEnded()) throw broken();
                    if (owner != null || next() != null || !condition.getAsBoolean())
                        getInLine(task, new Turn(condition), body, next);
                    else hold(task, body, next);
                });
    }

    private void getInLine(ModelTask task, Turn turn, Runnable body, Runnable next) {
        line.add(turn);
        Runnable leave =
                () -> {
                    line.remove(turn);
                    if (owner == null) wakeNext();
                };
        task.await(
                turn.wait,
                ModelLoop.NEVER,
                turn::isOver,
                over -> {
                    Frame.Failed broken = owner == null ? null : broken();
                    if (broken == null) owner = task;
                    leave.run();
                    if (broken != null) throw broken;
                    hold(task, body, next);
                },
                leave);
    }

    private void hold(ModelTask task, Runnable body, Runnable next) {
        owner = task;
        ModelPart held =
                new ModelPart(task, task.part, false, ModelLoop.NEVER, null) {
                    @Override
                    void wakeChildren() {
                        if (!task.hasEnded()) return;
                        for (Turn each : List.copyOf(line)) each.wait.wake();
                    }
                };
        held.enter();
        task.lastly(
                () -> {
                    owner = null;
                    wakeNext();
                    held.leave();
                },
                next);
        body.run();
    }

    private Frame.Failed broken() {
        String why =
                " was given up in code of this mutex: what that guards may be half done,"
                        + " so nobody gets it any more";
        return new Frame.Failed(Failure.misused(owner.name + why));
    }

    @Override
    public String toString() {
        return owner == null ? "mutex (free)" : "mutex (held by " + owner.name + ")";
    }
}
