package io.strait.transport;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The broken twin of {@link ListenerStress}: whoever completes looks for a listener and whoever
 * listens looks whether it is complete. If both look at once, nobody is told.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Told once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Told nothing, or twice.")
@State
public class ListenerBroken {
    static {
        Parked.patienceInSeconds = 2; // what it loses would not come in sixty either
    }

    private volatile boolean complete;
    private volatile boolean listening;
    private boolean told;
    private final Parked parked =
            new Parked(
                    connection -> {
                        while (!told) AnyWakeUp.park();
                    });

    private void tell() {
        Parked.handOver(
                () -> {
                    told = true;
                    parked.task.wake();
                });
    }

    /** Completes the write. */
    @Actor
    public void complete() {
        boolean somebodyListens = listening;
        Parked.gap();
        complete = true;
        if (somebodyListens) tell();
    }

    /** Listens to it. */
    @Actor
    public void listen() {
        boolean late = complete;
        Parked.gap();
        listening = true;
        if (late) tell();
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
