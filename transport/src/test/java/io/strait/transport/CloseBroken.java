package io.strait.transport;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The broken twin of {@link CloseStress}: one of the wake-ups doesn't go through the event loop,
 * and is lost unless the other one came first.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken once, ended once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A wake-up was lost, or delivered twice.")
@State
public class CloseBroken {
    static {
        Parked.patienceInSeconds = 2; // what it loses would not come in sixty either
    }

    private final Parked parked = new Parked(Connection::read);

    /** Wakes the reader on the wrong thread. */
    @Actor
    public void endInput() {
        parked.connection.inputEnded();
    }

    /** Closes the channel. */
    @Actor
    public void closeChannel() {
        parked.connection.channel().close();
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
