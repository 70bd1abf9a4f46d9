package io.strait.transport;

import org.jspecify.annotations.Nullable;

/// A task whose code reads from an [Input]: it is told, on the event loop, what is to be done for
/// it.
interface Reader {
    /// It is about to wait for `input`. Null when it has waited, if it will outlive the input.
    void reads(@Nullable Input<?> input);

    /// It is about to wait for `input` in a select, and maybe for others at once.
    void selects(Input<?> input);

    /// Its select no longer waits for `input`.
    void hasSelected(Input<?> input);

    /// The batch for whose messages it was resumed is over, and it waits for more.
    void batchEnded();

    /// What it wants could not be asked for, as another reader was being answered: the loop does so
    /// later.
    void putOff();
}
