package io.strait.transport.testing;

import java.util.ArrayDeque;
import java.util.Deque;

/// The connections that handlers open, and that the script has neither accepted nor refused.
final class Dials {
    private final Scenario scenario;
    private final Deque<ScriptedChannel> waiting = new ArrayDeque<>();

    Dials(Scenario scenario) {
        this.scenario = scenario;
    }

    /// A channel connects somewhere.
    void add(ScriptedChannel channel) {
        scenario.trace(channel.peer(), "is called at " + channel.remoteAddress());
        waiting.add(channel);
    }

    /// The first one; lets everything run until there is one.
    ///
    /// @throws AssertionError if none is opened
    ScriptedChannel next() {
        scenario.await(
                this::isAny, () -> true, () -> scenario.unmet("a connection to be opened", null));
        return waiting.remove();
    }

    private boolean isAny() {
        waiting.removeIf(channel -> !channel.isDialing());
        return !waiting.isEmpty();
    }
}
