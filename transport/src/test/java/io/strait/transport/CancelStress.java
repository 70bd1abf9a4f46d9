package io.strait.transport;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A coroutine parked in a read from a second connection, whose message arrives while its own
 * channel closes: it is cancelled, with the message or without, which is then still there.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "One message, ended once.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "The message or the cancellation was lost, or delivered twice.")
@State
public class CancelStress {
    private final Parked other = new Parked(connection -> AnyWakeUp.park());
    private final Parked parked = new Parked(own -> other.connection.read());
    private final Counted message = new Counted();

    private static final class Counted extends AbstractReferenceCounted {
        final AtomicInteger released = new AtomicInteger();

        @Override
        protected void deallocate() {
            released.incrementAndGet();
        }

        @Override
        public ReferenceCounted touch(Object hint) {
            return this;
        }
    }

    /** Closes the coroutine's own channel. */
    @Actor
    public void closeChannel() {
        parked.connection.channel().close();
    }

    /** Delivers the message that the coroutine waits for. */
    @Actor
    public void deliver() {
        other.connection.channel().pipeline().fireChannelRead(message).fireChannelReadComplete();
    }

    /**
     * Runs after the actors.
     *
     * @param result how often the message was read or left for the next reader, and how often the
     *     coroutine's finally block ran
     */
    @Arbiter
    public void whatCameOfIt(II_Result result) {
        parked.reportCancelled(result);
        other.connection.channel().close(); // releases what was not read
        other.awaitEnd();
        result.r1 += message.released.get();
    }
}
