package io.strait.task.fuzz;

/// Something that the code of a modelled task is in: it is to be done, or waits until what is above
/// it on the stack is done.
interface Frame {
    /// Goes on: all that was above is done.
    void step();

    /// What was above, or this, has failed, and this frame is off the stack. True if the failure
    /// ends here.
    default boolean failed(Failure failure) {
        return false;
    }

    /// A failure on its way through the model.
    final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient Failure failure;

        Failed(Failure failure) {
            super(failure.text, null, false, false);
            this.failure = failure;
        }
    }

    /// The task is given up: nothing of its code runs any more.
    final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUp() {
            super(null, null, false, false);
        }
    }
}
