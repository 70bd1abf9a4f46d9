package io.strait.transport.testing;

import io.strait.task.ShuffledQueue;
import io.strait.task.Task;
import java.util.ArrayList;
import java.util.List;

/// The end of a scenario: lets everybody end in due form, says who has not, and cuts them off.
final class Ending {
    private final Scenario scenario;
    private final ScenarioLoop loop;
    private final ShuffledQueue queue;
    private final Settling settling;
    private final List<String> problems = new ArrayList<>();

    Ending(Scenario scenario, ScenarioLoop loop, ShuffledQueue queue, Settling settling) {
        this.scenario = scenario;
        this.loop = loop;
        this.queue = queue;
        this.settling = settling;
    }

    void run() {
        try {
            everybodyLeaves();
            collectLiving();
        } catch (AssertionError endless) {
            problems.add(String.valueOf(endless.getMessage()));
        }
        try {
            cutOff();
        } catch (AssertionError endless) {
            problems.add(String.valueOf(endless.getMessage()));
        }
        collectLeaks();
    }

    private void everybodyLeaves() {
        settling.run();
        for (ScriptedChannel channel : List.copyOf(scenario.channels)) {
            if (channel.isActive()) channel.peer().leave();
        }
        settling.run();
        for (int jumps = 0; scenario.clock().mayJump() && isAnybodyAlive(); jumps++) {
            if (jumps == Settling.JUMPS || !scenario.clock().jump()) break;
        }
    }

    private boolean isAnybodyAlive() {
        return !queue.living().isEmpty();
    }

    private void collectLiving() {
        List<Task> living = queue.living();
        if (living.isEmpty()) return;
        problems.add(
                living.size()
                        + (living.size() == 1 ? " task has" : " tasks have")
                        + " not ended, though all peers have ended their output; "
                        + Standstill.text(scenario.clock(), loop.untilNextTimer(), living));
    }

    /* So that finally blocks run, and leaks are those of the handlers alone. */
    private void cutOff() {
        for (ScriptedChannel channel : List.copyOf(scenario.channels)) channel.close();
        settling.run();
        for (int jumps = 0; isAnybodyAlive() && jumps < Settling.JUMPS; jumps++) {
            queue.living().forEach(task -> task.cancel("the scenario is over"));
            settling.run();
            if (isAnybodyAlive() && !scenario.clock().jump()) break;
        }
        if (isAnybodyAlive()) {
            problems.add("cancelled, and still waiting:" + Standstill.waits(queue.living()));
        }
    }

    private void collectLeaks() {
        for (String leak : scenario.allocator.leaks()) {
            problems.add("a buffer was not released: " + leak);
        }
        for (ScriptedChannel channel : scenario.channels) {
            for (Object message : channel.peer().leakedMessages()) {
                problems.add("a message was not released: " + Text.ofMessage(message));
            }
        }
    }

    void throwProblems() {
        AssertionError failed = new AssertionError("a handler has failed");
        for (String failure : scenario.addFailuresTo(failed)) {
            problems.add(
                    "a failure went to the end of the pipeline, and nobody has expected it"
                            + " (peer.expectFailure), at "
                            + failure);
        }
        if (problems.isEmpty()) return;
        AssertionError error =
                new AssertionError(
                        String.join("\n", problems) + "\n  " + scenario.repeat(),
                        failed.getCause());
        for (Throwable another : failed.getSuppressed()) error.addSuppressed(another);
        throw error;
    }
}
