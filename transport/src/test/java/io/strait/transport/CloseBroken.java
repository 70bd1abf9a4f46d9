package io.strait.transport;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The broken twin of {@link CloseStress}: whoever closes leaves the wake-up to the other one, if he
 * sees that one at it. If both do, it is lost.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken once, ended once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A wake-up was lost, or delivered twice.")
@State
public class CloseBroken {
    static {
        Parked.patienceInSeconds = 2; // what it loses would not come in sixty either
    }

    private final Parked parked = new Parked(connection -> AnyWakeUp.park());
    private volatile boolean connectionCloses;
    private volatile boolean channelCloses;

    /** Closes the connection. */
    @Actor
    public void close() {
        connectionCloses = true;
        Parked.gap();
        if (!channelCloses) Parked.handOver(parked.task::wake);
    }

    /** Closes the channel. */
    @Actor
    public void closeChannel() {
        channelCloses = true;
        Parked.gap();
        if (!connectionCloses) Parked.handOver(parked.task::wake);
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
