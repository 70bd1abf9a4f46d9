package io.strait.task.fuzz;

import io.strait.task.fuzz.Op.Joining;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A modelled scope of tasks, with its joiner.
final class ModelScope {
    private enum State {
        OPEN,
        DONE,
        CLOSED
    }

    private final ModelTask owner;
    private final ModelPart ofAll;
    private final ModelPart ofSubtasks;
    private final ModelWait end = new ModelWait();
    private final List<ModelSubtask> living = new ArrayList<>();
    private State state = State.OPEN;
    private boolean joined;
    private boolean cutOff;
    private int forked;

    private final Joining joiner;
    private final List<ModelSubtask> all = new ArrayList<>();
    private Failure firstFailure;
    private ModelSubtask successful;
    private boolean isUntil;

    private ModelScope(ModelTask owner, Joining joiner) {
        this.owner = owner;
        this.joiner = joiner;
        ofAll =
                new ModelPart(owner, owner.part, false, ModelLoop.NEVER, null) {
                    @Override
                    void wakeChildren() {
                        wakeSubtasks();
                    }
                };
        ofAll.enter();
        ofSubtasks =
                new ModelPart(owner, ofAll, false, ModelLoop.NEVER, null) {
                    @Override
                    void wakeAll() {
                        wakeSubtasks();
                    }
                };
    }

    /// Runs `body`, a frame to be made, in a scope of `owner`, and then `next`.
    static void run(ModelTask owner, Joining joiner, Frame body, Runnable next) {
        ModelScope scope = new ModelScope(owner, joiner);
        ModelScope around = owner.scope;
        owner.lastly(() -> owner.scope = around, next);
        owner.scope = scope;
        owner.push(scope.new Body());
        owner.push(body);
    }

    private final class Body implements Frame {
        @Override
        public void step() {
            owner.pop();
            awaitEnd(
                    () -> {
                        close();
                        if (!joined) result();
                    });
        }

        @Override
        public boolean failed(Failure failure) {
            done("the code that has forked it has failed");
            awaitEnd(
                    () -> {
                        close();
                        throw new Failed(withThoseOfSubtasks(failure));
                    });
            return true;
        }
    }

    private void awaitEnd(Runnable next) {
        if (living.isEmpty()) next.run();
        else owner.awaitInAnyCase(end, living::isEmpty, next);
    }

    private void close() {
        state = State.CLOSED;
        ofAll.leave();
    }

    private Failure withThoseOfSubtasks(Failure ofBody) {
        boolean isCancelled = ofBody.kind == Failure.Kind.CANCELLED;
        boolean untold = !joined && hasFailed();
        if (isCancelled && (ofBody.scope == ofAll || untold)) return executionFailure();
        if (untold) ofBody.suppressed.add(executionFailure());
        return ofBody;
    }

    ModelSubtask fork(Model model, ModelTask parent, int body) {
        if (state == State.CLOSED)
            throw misused("a scope of " + owner.name + " is closed: all of it has ended");
        String name = "fork " + ++forked + " of " + (parent == null ? owner : parent).name;
        ModelSubtask subtask = new ModelSubtask(model, this, name, body);
        joined = false;
        all.add(subtask);
        if (state == State.OPEN) {
            living.addFirst(subtask);
            subtask.forkedIn(ofSubtasks);
            subtask.start();
        } else {
            subtask.outcome = ModelSubtask.Outcome.CANCELLED;
        }
        return subtask;
    }

    private static Frame.Failed misused(String text) {
        return new Frame.Failed(Failure.misused(text));
    }

    void join(ModelTask caller, Consumer<Object> next) {
        if (caller != owner)
            throw misused("only the code that has opened a scope joins it: " + owner.name);
        Runnable allHaveEnded =
                () -> {
                    joined = true;
                    next.accept(result());
                };
        owner.push(
                new Frame() {
                    @Override
                    public void step() {
                        owner.pop();
                        allHaveEnded.run();
                    }

                    @Override
                    public boolean failed(Failure failure) {
                        if (failure.scope != ofAll) return false;
                        awaitEnd(allHaveEnded);
                        return true;
                    }
                });
        if (living.isEmpty()) owner.throwIfCancelled();
        else owner.await(end, ModelLoop.NEVER, living::isEmpty, over -> {}, () -> {});
    }

    private Object result() {
        if (cutOff && !hasFailed()) owner.throwIfCancelled();
        return joinersResult();
    }

    void ended(ModelSubtask subtask) {
        living.remove(subtask);
        boolean withTheScope =
                subtask.outcome == ModelSubtask.Outcome.CANCELLED
                        && ofSubtasks.outermostCancelled() != null;
        if (withTheScope && state == State.OPEN) cutOff = true;
        if (!withTheScope && isDoneBy(subtask) && state == State.OPEN) {
            if (hasFailed()) ofAll.cancel(subtask + " has failed");
            done("the scope is done");
        }
        if (living.isEmpty()) end.wake();
    }

    private void done(String why) {
        if (state == State.OPEN) state = State.DONE;
        ofSubtasks.cancel(why);
    }

    private void wakeSubtasks() {
        for (ModelSubtask each : List.copyOf(living)) each.wakeAll();
    }

    // The joiner.

    private boolean isDoneBy(ModelSubtask subtask) {
        boolean succeeded = subtask.outcome == ModelSubtask.Outcome.SUCCESS;
        boolean failed = subtask.outcome == ModelSubtask.Outcome.FAILED;
        return switch (joiner) {
            case AWAIT_ALL_SUCCESSFUL -> failed && addFailure(subtask);
            case ALL_SUCCESSFUL -> !succeeded && addFailure(subtask);
            case ANY_SUCCESSFUL -> {
                if (!succeeded) addFailure(subtask);
                else if (successful == null) successful = subtask;
                yield successful != null;
            }
            case AWAIT_ALL -> false;
            case UNTIL_ONE_SUCCEEDS -> isUntil |= succeeded;
            case UNTIL_ONE_DOES_NOT -> isUntil |= !succeeded;
        };
    }

    private boolean addFailure(ModelSubtask subtask) {
        Failure failure =
                subtask.failure != null
                        ? subtask.failure
                        : Failure.of(Failure.Kind.CANCELLATION, subtask + " has no result");
        if (firstFailure == null) firstFailure = failure;
        else if (firstFailure != failure) firstFailure.suppressed.add(failure);
        return true;
    }

    private boolean hasFailed() {
        return firstFailure != null && joiner != Joining.ANY_SUCCESSFUL;
    }

    private Failure executionFailure() {
        Failure cause = firstFailure != null ? firstFailure : Failure.misused("nothing was forked");
        return Failure.of(Failure.Kind.EXECUTION, "", cause);
    }

    private Object joinersResult() {
        boolean fails = joiner == Joining.ANY_SUCCESSFUL ? successful == null : hasFailed();
        if (fails) throw new Frame.Failed(executionFailure());
        return switch (joiner) {
            case AWAIT_ALL_SUCCESSFUL, AWAIT_ALL -> null;
            case ALL_SUCCESSFUL -> all.stream().map(ModelSubtask::get).toList();
            case ANY_SUCCESSFUL -> successful.get();
            case UNTIL_ONE_SUCCEEDS, UNTIL_ONE_DOES_NOT -> all.toString();
        };
    }
}
