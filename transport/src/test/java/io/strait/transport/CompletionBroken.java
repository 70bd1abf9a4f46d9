package io.strait.transport;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The broken twin of {@link CompletionStress}: the threads that complete the writes find out for
 * themselves which is the last. If both look at once, none is, and the wake-up is lost.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken once, ended once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A wake-up was lost, or delivered twice.")
@State
public class CompletionBroken {
    static {
        Parked.patienceInSeconds = 2; // what it loses would not come in sixty either
    }

    private volatile int pending = 2;
    private final Parked parked = new Parked(connection -> awaitAll());

    private void awaitAll() {
        while (pending > 0) AnyWakeUp.park();
    }

    private void complete() {
        int others = pending - 1;
        Parked.gap();
        pending = others;
        if (others == 0) Parked.handOver(parked.task::wake);
    }

    /** Completes a write. */
    @Actor
    public void completeFirst() {
        complete();
    }

    /** Completes the other one. */
    @Actor
    public void completeSecond() {
        complete();
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
