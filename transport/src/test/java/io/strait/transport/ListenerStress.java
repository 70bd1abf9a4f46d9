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

/**
 * A write that completes while another thread adds a listener to its promise. The coroutine waits
 * for both.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Each was told, once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "One was told nothing, or the listener twice.")
@State
public class ListenerStress {
    private volatile ChannelPromise promise;
    private boolean told;
    private final Parked parked =
            new Parked(
                    connection -> {
                        connection.write("message");
                        connection.flush();
                        while (!told) AnyWakeUp.park();
                    },
                    new HoldPromise());

    private final class HoldPromise extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise held) {
            promise = held;
        }
    }

    /** Completes the write. */
    @Actor
    public void complete() {
        promise.setSuccess();
    }

    /** Adds a listener, which Netty calls on the loop. */
    @Actor
    public void listen() {
        promise.addListener(
                done -> {
                    told = true;
                    parked.task.wake();
                });
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
