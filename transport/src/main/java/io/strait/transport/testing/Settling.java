package io.strait.transport.testing;

import io.strait.task.ShuffledQueue;
import java.util.List;
import java.util.Random;

/// Lets everything in a scenario run that can without time passing: commands of the loop, timers
/// that are due, and what has arrived on the channels; and after all that the commands of other
/// threads.
final class Settling {
    /// How often a clock may jump until an expectation is met.
    static final int JUMPS = 10_000;

    private static final int ENDLESS = 100_000; // steps

    private final Scenario scenario;
    private final ScenarioLoop loop;
    private final ShuffledQueue queue;
    private final Outside outside;
    private final Random random;
    private boolean running;

    Settling(
            Scenario scenario,
            ScenarioLoop loop,
            ShuffledQueue queue,
            Outside outside,
            Random random) {
        this.scenario = scenario;
        this.loop = loop;
        this.queue = queue;
        this.outside = outside;
        this.random = random;
    }

    boolean isRunning() {
        return running;
    }

    void run() {
        running = true;
        try {
            for (int steps = 0; step() || outside.await(); steps++) {
                if (steps == ENDLESS) throw endless();
            }
        } finally {
            running = false;
        }
    }

    private boolean step() {
        if (loop.runCommand()) return true;
        if (loop.isTimerDue()) {
            queue.runTimers(loop::runTimers);
            return true;
        }
        List<ScriptedChannel> readable =
                scenario.channels.stream().filter(ScriptedChannel::isReadable).toList();
        if (readable.isEmpty()) return loop.runForeignCommand();
        readable.get(readable.size() == 1 ? 0 : random.nextInt(readable.size())).deliver();
        return true;
    }

    private AssertionError endless() {
        return new AssertionError(
                "after "
                        + ENDLESS
                        + " steps at the same time there is still something to run; "
                        + scenario.standstill());
    }
}
