package io.strait.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A parked flush, while other threads complete its writes. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken once, ended once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A wake-up was lost, or delivered twice.")
@State
public class CompletionStress {
    private final Held first = new Held();
    private final Held second = new Held();
    private final Parked parked =
            new Parked(
                    connection -> {
                        connection.write(first);
                        connection.write(second);
                        connection.flush();
                    },
                    new HoldPromises());

    private static final class Held {
        private volatile ChannelPromise promise;
    }

    private static final class HoldPromises extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ((Held) message).promise = promise;
        }
    }

    /** Completes the first write. */
    @Actor
    public void completeFirst() {
        first.promise.setSuccess();
    }

    /** Completes the second one. */
    @Actor
    public void completeSecond() {
        second.promise.setSuccess();
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
