package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.strait.task.Loop;
import io.strait.task.Wait;
import io.strait.transport.ConnectFailedException.Attempt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Connects to the first of several addresses that accepts, as RFC 8305 says: one after the other,
/// each with a start over the next. Of the channels one wins, and gets its pipeline; the others are
/// closed. Used on the event loop alone.
final class Race extends Wait {
    /*
     *   RUNNING ── a channel is connected ──► WON
     *      ├── the last attempt has failed ──► LOST
     *      └── the task doesn't wait any longer ──► LEFT
     *
     * What connects in any other state than RUNNING is closed.
     *
     * All of it happens in events of the loop, never on the coroutine's stack: what the pipeline does when it is built is
     * a callback's doing.
     */
    private enum State {
        RUNNING,
        WON,
        LOST,
        LEFT
    }

    private final NettyLoop loop;
    private final Map<ChannelOption<?>, Object> options;
    private final long delay; // in nanoseconds
    private final Consumer<Channel> builder;
    private final Deque<Route> routes;
    private final List<Contender> contenders = new ArrayList<>();
    private State state = State.RUNNING;
    private Loop.@Nullable Timer timer; // for the next one
    private @Nullable Throwable unbuilt; // why the pipeline could not be built

    /// @param delay between two attempts, in nanoseconds
    /// @param builder builds the winner's pipeline
    Race(
            NettyLoop loop,
            List<Route> routes,
            Map<ChannelOption<?>, Object> options,
            long delay,
            Consumer<Channel> builder) {
        super(loop, null);
        this.loop = loop;
        this.routes = new ArrayDeque<>(routes);
        this.options = options;
        this.delay = delay;
        this.builder = builder;
    }

    /// Suspends `task`, whose code calls, until a channel is connected and its pipeline built.
    ///
    /// @return false if none has
    boolean run(NettyTask task) {
        Opened opened = task.opens(this::leaveRace); // if it is given up, no finally block runs
        try {
            loop.deliver(this::next);
            await(task);
        } finally {
            opened.close();
            leaveRace();
        }
        if (unbuilt != null) throw Race.<RuntimeException>sneaky(unbuilt);
        return state == State.WON;
    }

    @Override
    protected boolean isOver() {
        return state != State.RUNNING;
    }

    private void leaveRace() {
        if (state != State.RUNNING) return;
        state = State.LEFT;
        stop();
    }

    private void stop() {
        stopTimer();
        contenders.forEach(Contender::close);
    }

    private void stopTimer() {
        if (timer != null) timer.cancel();
        timer = null;
    }

    /* The next address, if there is one, and nobody has won. */
    private void next() {
        if (state != State.RUNNING) return;
        stopTimer();
        Route route = routes.poll();
        if (route == null) {
            if (contenders.stream().allMatch(Contender::isOver)) end(State.LOST);
            return;
        }
        if (!routes.isEmpty()) timer = loop.schedule(this::next, delay);
        Contender next = new Contender(this, route.address(), now());
        contenders.add(next);
        next.run(route, loop.eventLoop, options);
    }

    private void end(State how) {
        state = how;
        wake();
    }

    /// One of them has.
    void failed() {
        next();
    }

    /// One of them is connected. If it is the first, its pipeline is built and told that it is
    /// active, before anything is read.
    ///
    /// @return false if it isn't, and is to be closed
    boolean isWonBy(Contender connected, Channel channel) {
        if (state != State.RUNNING) return false;
        state = State.WON;
        stopTimer();
        for (Contender each : contenders) if (each != connected) each.close();
        try {
            channel.pipeline().remove(connected);
            builder.accept(channel);
            channel.pipeline().fireChannelActive();
        } catch (Throwable t) { // the task throws it
            unbuilt = t;
            channel.close();
        }
        wake();
        return true;
    }

    /// What has become of the addresses until now.
    List<Attempt> attempts() {
        return contenders.stream().map(Contender::attempt).toList();
    }

    /// How many addresses were not tried.
    int untried() {
        return routes.size();
    }

    long now() {
        return loop.now();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
