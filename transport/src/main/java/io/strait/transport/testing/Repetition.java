package io.strait.transport.testing;

import java.io.Serial;

/// Says how a failure is repeated, and what had happened: printed with the failure in which it is
/// suppressed.
final class Repetition extends Exception {
    @Serial private static final long serialVersionUID = 1;

    Repetition(long seed, Trace trace) {
        super(
                "scenario.seed(" + seed + ") repeats the order. What had happened:\n" + trace,
                null,
                false,
                false);
    }
}
