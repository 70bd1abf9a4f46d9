package io.strait.transport.testing;

import java.time.Duration;

/// The clock of a scenario: of its tasks' deadlines, and of Netty's own timers, on all of its
/// channels. It stands still until it is turned.
///
/// It is used on the scenario's thread, from outside of the handlers.
public final class VirtualClock {
    private final Scenario scenario;
    private final ScenarioLoop loop;
    private boolean jumps;

    VirtualClock(Scenario scenario, ScenarioLoop loop) {
        this.scenario = scenario;
        this.loop = loop;
    }

    /// Turns it forward, having let everything run that can. It stops at each deadline on the way,
    /// lets everything run, and goes on.
    ///
    /// @param time how far; zero for what is due now
    /// @throws IllegalArgumentException if it is negative
    public void advance(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("clocks go forward: " + time);
        scenario.untilAllParked();
        long left = time.toNanos();
        for (long next; (next = loop.untilNextTimer()) != ScenarioLoop.NONE && next <= left; ) {
            turn(next);
            left -= next;
        }
        turn(left);
    }

    /// Has it jump to the next deadline, again and again, while an expectation isn't met and
    /// everything is parked. So a test needs no numbers that the handler has already. Off at first,
    /// since a test that turns the clock by itself shows how long things take.
    public void autoJump() {
        jumps = true;
    }

    /// How much time has passed since the scenario began.
    ///
    /// @return in virtual time
    public Duration elapsed() {
        return Duration.ofNanos(loop.now());
    }

    boolean mayJump() {
        return jumps;
    }

    /// Jumps to the next deadline.
    ///
    /// @return false if there is none
    boolean jump() {
        long next = loop.untilNextTimer();
        if (next == ScenarioLoop.NONE) return false;
        turn(next);
        return true;
    }

    private void turn(long nanos) {
        loop.turnClock(nanos);
        scenario.untilAllParked();
    }

    /// What it shows.
    @Override
    public String toString() {
        return Text.ofNanos(loop.now());
    }
}
