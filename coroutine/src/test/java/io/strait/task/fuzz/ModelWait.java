package io.strait.task.fuzz;

/// A place in which a modelled task waits.
final class ModelWait {
    /// Who waits here; null if nobody does.
    ModelTask waiter;

    void wake() {
        if (waiter != null) waiter.wake();
    }
}
