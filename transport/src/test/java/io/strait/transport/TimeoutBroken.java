package io.strait.transport;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The broken twin of {@link TimeoutStress}: the timer and whoever closes the connection look each
 * whether the other one has woken the reader. If both look at once, both wake it, and the second
 * wake-up ends a wait of which it knows nothing.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken once, ended once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A wake-up was lost, or delivered twice.")
@State
public class TimeoutBroken {
    private final Parked parked = new Parked(connection -> AnyWakeUp.park());
    private volatile boolean over;

    private void wakeUnlessItIsOver() {
        if (over) return;
        Parked.gap();
        over = true;
        Parked.handOver(parked.task::wake);
    }

    /** The timer fires. */
    @Actor
    public void timeOut() {
        wakeUnlessItIsOver();
    }

    /** Closes the connection. */
    @Actor
    public void close() {
        wakeUnlessItIsOver();
    }

    /**
     * Runs after the actors.
     *
     * @param result how often the coroutine was woken and how often its finally block ran
     */
    @Arbiter
    public void whatCameOfIt(II_Result result) {
        parked.report(result);
    }
}
