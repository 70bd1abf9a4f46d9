package io.strait.task.fuzz;

import java.util.function.Consumer;

/// A modelled subtask.
final class ModelSubtask extends ModelTask {
    enum Outcome {
        UNAVAILABLE,
        SUCCESS,
        FAILED,
        CANCELLED
    }

    Outcome outcome = Outcome.UNAVAILABLE;
    Failure failure;
    private final ModelScope forkedIn;
    private Integer result;
    private final ModelLine joining = new ModelLine();

    ModelSubtask(Model model, ModelScope scope, String name, int body) {
        super(name, scope, model.loop);
        forkedIn = scope;
        model.body(
                this,
                body,
                value -> {
                    result = value;
                    outcome = Outcome.SUCCESS;
                });
    }

    @Override
    void ended(Failure thrown) {
        failure = thrown;
        if (thrown != null) outcome = Outcome.FAILED;
        else if (outcome == Outcome.UNAVAILABLE) outcome = Outcome.CANCELLED;
        joining.wakeFirst();
        forkedIn.ended(this);
    }

    private boolean isThere() {
        return outcome == Outcome.CANCELLED || hasEnded();
    }

    Integer get() {
        if (outcome != Outcome.SUCCESS)
            throw new Frame.Failed(Failure.misused(this + " has no result"));
        return result;
    }

    void join(ModelTask caller, Consumer<Object> next) {
        caller.throwIfCancelled();
        if (isThere()) next.accept(outcome());
        else joining.await(caller, ModelLoop.NEVER, this::isThere, over -> next.accept(outcome()));
    }

    ModelSource joining() {
        return joining.source(this::isThere, this::outcome);
    }

    private Object outcome() {
        if (failure != null)
            throw new Frame.Failed(Failure.of(Failure.Kind.EXECUTION, "", failure));
        if (outcome == Outcome.CANCELLED)
            throw new Frame.Failed(Failure.of(Failure.Kind.CANCELLATION, name + " was cancelled"));
        return result;
    }

    @Override
    public String toString() {
        return name + " (" + outcome + ")";
    }
}
