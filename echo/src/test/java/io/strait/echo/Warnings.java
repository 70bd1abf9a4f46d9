package io.strait.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What anybody in this JVM logs at level WARNING and above.
final class Warnings extends Handler {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    Warnings() {
        setLevel(Level.WARNING);
        Logger.getLogger("").addHandler(this);
    }

    /// The messages so far, which are then forgotten.
    List<String> take() {
        List<String> taken = new ArrayList<>();
        messages.drainTo(taken);
        return taken;
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) messages.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
