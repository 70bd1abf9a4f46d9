package io.strait.transport;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The broken twin of {@link CancelStress}: whoever cancels looks, on a thread of its own, whether
 * the coroutine waits. If that was woken just then, the cancellation is lost.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken, then cancelled.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Cancelled before it was woken.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The wake-up or the cancellation was lost.")
@State
public class CancelBroken {
    static {
        Parked.patienceInSeconds = 2; // what it loses would not come in sixty either
    }

    private final Parked parked = new Parked(connection -> awaitMessage());

    private volatile boolean waiting;

    private void awaitMessage() {
        waiting = true;
        AnyWakeUp.park();
        waiting = false;
        Parked.gap(); // the message is dealt with
        waiting = true; // from here on Parked does
    }

    /** Cancels the coroutine if it sees it waiting. */
    @Actor
    public void cancel() {
        if (waiting) Parked.handOver(() -> parked.task.cancel("on purpose"));
    }

    /** The message arrives. */
    @Actor
    public void deliver() {
        Parked.handOver(parked.task::wake);
    }

    /**
     * Runs after the actors.
     *
     * @param result how often the coroutine was woken and how often its finally block ran
     */
    @Arbiter
    public void whatCameOfIt(II_Result result) {
        parked.reportCancelled(result);
    }
}
