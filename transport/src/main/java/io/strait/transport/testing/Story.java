package io.strait.transport.testing;

/// What happens in a scenario: the steps of its peers and of its clock, and what they expect.
@FunctionalInterface
public interface Story {
    /// Plays it. Runs on the thread of the scenario.
    ///
    /// @param scenario has just begun
    /// @throws Exception as the story does; it is then over
    void play(Scenario scenario) throws Exception;
}
