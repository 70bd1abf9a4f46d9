package io.strait.task.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;

/// Whose instructions the model executes: a task, the driver, or a callback.
class ModelActor {
    final String name;
    final Deque<Frame> frames = new ArrayDeque<>();

    /// The innermost scope around the code; null if there is none.
    ModelScope scope;

    /// What it executes now.
    Op doing;

    ModelActor(String name, ModelScope scope) {
        this.name = name;
        this.scope = scope;
    }

    boolean isTask() {
        return false;
    }

    final void push(Frame frame) {
        frames.push(frame);
    }

    final void pop() {
        frames.pop();
    }

    /// Whether its code has to stop here.
    boolean isStopped() {
        return false;
    }

    /// Runs its code until it stops, or there is none left.
    ///
    /// @return what the code has thrown; null if it hasn't
    final Failure runFrames() {
        while (!isStopped() && !frames.isEmpty()) {
            try {
                frames.peek().step();
            } catch (Frame.Failed thrown) {
                Failure uncaught = unwind(thrown.failure);
                if (uncaught != null) return uncaught;
            }
        }
        return null;
    }

    private Failure unwind(Failure thrown) {
        Failure failure = thrown;
        while (!frames.isEmpty()) {
            try {
                if (frames.pop().failed(failure)) return null;
            } catch (Frame.Failed replaced) {
                failure = replaced.failure;
            }
        }
        return failure;
    }

    /// Counts an operation that need not wait, and then does `rest`.
    void counted(Runnable rest) {
        rest.run();
    }

    /// Does `rest` when all that is pushed meanwhile is done, and `always` before it, also if that
    /// fails.
    final void lastly(Runnable always, Runnable rest) {
        push(
                new Frame() {
                    @Override
                    public void step() {
                        pop();
                        always.run();
                        rest.run();
                    }

                    @Override
                    public boolean failed(Failure failure) {
                        always.run();
                        return false;
                    }
                });
    }
}
