package io.strait.transport.testing;

/// A story that is played to see whether, or how, it can go.
final class Rehearsal {
    private Rehearsal() {}

    /// Plays it once.
    ///
    /// @return what has happened
    static Trace play(long seed, Story story) throws Exception {
        Trace trace;
        try (Scenario scenario = new Scenario(seed)) {
            trace = scenario.trace;
            try {
                story.play(scenario);
            } catch (Throwable failure) {
                failure.addSuppressed(scenario.repetition());
                throw failure;
            }
        }
        return trace;
    }

    /// Plays it twice, in the same order.
    ///
    /// @throws AssertionError if something else has happened
    static void compare(long seed, Story story) throws Exception {
        String difference = play(seed, story).differenceFrom(play(seed, story));
        if (difference != null) {
            throw new AssertionError(
                    "with the same seed, " + seed + ", the scenario went two ways: " + difference);
        }
    }
}
