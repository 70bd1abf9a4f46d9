package io.strait.echo;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/// SIGTERM, Ctrl-C and a hang-up: the first one lets the process end in due form, a second one ends
/// it at once. The JVM by itself would ignore the second.
final class StopSignals {
    private static final int STATUS_OF_SIGNAL_0 = 128; // as shells report it

    private StopSignals() {}

    static void install() {
        AtomicBoolean stopping = new AtomicBoolean();
        for (String name : new String[] {"TERM", "INT", "HUP"}) {
            try {
                // Each signal comes on a thread of its own.
                Signal.handle(
                        new Signal(name),
                        signal -> {
                            if (!stopping.getAndSet(true)) System.exit(0);
                            else Runtime.getRuntime().halt(STATUS_OF_SIGNAL_0 + signal.getNumber());
                        });
            } catch (IllegalArgumentException unknownHereOrTaken) {
                // -Xrs, or a system without it: the JVM's way is left.
            }
        }
    }
}
