package io.strait.task.fuzz;

/// Something that a modelled select can take.
interface ModelSource {
    boolean isReady();

    Object take();

    void enter(ModelTask task);

    void leave();

    default long readyAt() {
        return ModelLoop.NEVER;
    }
}
