package io.strait.differential;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whose script runs. There may be two on one channel, and what one of them does may concern the
 * other: that one is looked at when the first one waits.
 */
final class Turns {
    private final Deque<Progress> later = new ArrayDeque<>();
    private Progress running;
    private int depth; // of those that run because of what another one sends or asks for

    boolean isRunning(Progress progress) {
        return running == progress;
    }

    void go(Progress first) {
        if (running == first || later.contains(first)) return; // it will look anyway
        if (running != null) {
            later.add(first);
            return;
        }
        depth++;
        for (Progress next = first; next != null; next = depth == 1 ? later.poll() : null) {
            running = next;
            try {
                next.run();
            } finally {
                running = null;
            }
            next.tellEnd();
            next.handOver();
        }
        depth--;
    }
}
