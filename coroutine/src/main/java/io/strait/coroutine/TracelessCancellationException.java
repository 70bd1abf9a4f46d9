package io.strait.coroutine;

import java.util.concurrent.CancellationException;

/// What a cancelled coroutine throws from the suspension in which it stopped. It has no stack
/// trace: everybody knows where it comes from, and to collect one would take longer than all the
/// rest of a cancellation, a hundred times as long on a deep stack.
final class TracelessCancellationException extends CancellationException {
    private static final long serialVersionUID = 1L;

    TracelessCancellationException(Coroutine<?, ?> cancelled) {
        super(cancelled + " was cancelled");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
