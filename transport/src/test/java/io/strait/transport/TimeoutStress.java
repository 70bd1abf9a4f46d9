package io.strait.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Reads that time out while other threads close the connection. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken once, ended once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A wake-up was lost, or delivered twice.")
@State
public class TimeoutStress {
    private final Parked parked = new Parked(TimeoutStress::readUntilTheEnd);

    private static void readUntilTheEnd(Connection<Object> connection) throws IOException {
        boolean open = true;
        while (open) {
            try {
                open = connection.read(Duration.ofNanos(20_000)) != null;
            } catch (TimeoutException again) {
                open = true;
            }
        }
    }

    /** Closes the connection. */
    @Actor
    public void close() {
        parked.connection.close();
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
