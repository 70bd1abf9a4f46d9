package io.strait.transport.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.strait.task.ReadyQueue;
import io.strait.task.ShuffledQueue;
import io.strait.transport.CoroutineHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A handler, or a whole pipeline, and the peers that talk to it, on one thread and in virtual
/// time.
///
/// ```java
/// try (Scenario scenario = Scenario.begin()) {
///     Peer peer = scenario.connect(CoroutineHandler.of(new Login()));
///     peer.expect("220 hello\r\n");
///     peer.send("USER alice\r\n");
///     peer.expect("331 password?\r\n");
///     scenario.clock().advance(ofSeconds(30));
///     peer.expect("421 too slow\r\n");
///     peer.expectEnd();
/// }
/// ```
///
/// The handlers run on the test's own thread, and only while the script calls. They can't tell the
/// difference: `inEventLoop()` is true, timers come from [#clock], and the channel behaves as a
/// socket's does.
///
/// **Order.** Tasks that are ready at the same time run in random order, and so do channels that
/// have something to read. The seed decides; each failure names it, and [#seed(long)] repeats it.
///
/// **The end.** [#close] lets all peers end their output. It then fails if a task has not ended, a
/// buffer was not released, or a failure has gone to the end of a pipeline and nobody has expected
/// it. It sees the buffers of the channels' own allocator, `channel().alloc()`, and what peers have
/// sent, not those of `Unpooled`. With JUnit, [ScenarioExtension] makes a scenario for each test.
///
/// A thread plays one scenario at a time, and all methods are for that thread, from outside of the
/// handlers, unless they say otherwise.
public final class Scenario implements AutoCloseable {
    private static final ThreadLocal<@Nullable Scenario> OF_THREAD = new ThreadLocal<>();

    static final int OUR_PORT = 8_000;
    private static final int PEERS = 40_000; // their ports
    private static final int SEEDS = 1_000_000; // short enough to be typed

    private final Thread thread = Thread.currentThread();
    final ScenarioLoop loop = new ScenarioLoop();
    private final VirtualClock clock = new VirtualClock(this, loop);
    private final Random random = new Random(0); // which seed() sets
    private final ShuffledQueue queue;
    private final Outside outside;
    private final Settling settling;
    final Trace trace = new Trace();
    final Slices slices = new Slices(this);
    final Dials dials = new Dials(this);
    final List<ScriptedChannel> channels = new ArrayList<>();
    final CountingAllocator allocator = new CountingAllocator();
    private int lastChannel;
    private long seed;
    private boolean begun;
    private boolean over;

    Scenario(long seed) {
        if (OF_THREAD.get() != null) {
            throw new IllegalStateException(
                    "thread '" + thread.getName() + "' plays a scenario already; close that first");
        }
        this.queue = ShuffledQueue.install(random, slices);
        this.outside = new Outside(queue, loop);
        this.settling = new Settling(this, loop, queue, outside, random);
        seed(seed);
        OF_THREAD.set(this);
    }

    /// Begins a scenario on the calling thread, with an order of its own.
    ///
    /// @return the scenario, to be closed
    /// @throws IllegalStateException if the thread plays one already, or in the code of a task
    public static Scenario begin() {
        return new Scenario(anySeed());
    }

    /// Plays a story twice with the same seed, and compares what happens. So it finds what a
    /// handler does not have from its peers and the clock: the real time, a random number, another
    /// thread.
    ///
    /// @param story what happens
    /// @throws AssertionError if the two went different ways, with the place
    /// @throws Exception as the story does
    public static void checkDeterminism(Story story) throws Exception {
        Rehearsal.compare(anySeed(), story);
    }

    /// Plays a story many times, each time in another order.
    ///
    /// @param times how often
    /// @param story what happens
    /// @throws Exception as the story does, with the seed that repeats it
    public static void inRandomOrders(int times, Story story) throws Exception {
        for (int i = 0; i < times; i++) Rehearsal.play(anySeed(), story);
    }

    private static long anySeed() {
        return ThreadLocalRandom.current().nextInt(SEEDS);
    }

    static Scenario ofThread() {
        Scenario scenario = OF_THREAD.get();
        if (scenario == null) {
            throw new IllegalStateException(
                    "thread '"
                            + Thread.currentThread().getName()
                            + "' plays no scenario; Scenario.begin() begins one");
        }
        return scenario;
    }

    // Who takes part.

    /// A peer connects, and finds a pipeline of these handlers. A `ChannelInitializer` can be one
    /// of them. As all that peers do, it takes effect when the script lets others run.
    ///
    /// @param handlers the pipeline, in its order
    /// @return the peer
    public Peer connect(ChannelHandler... handlers) {
        requireScript("connect");
        begun = true;
        ScriptedChannel channel = new ScriptedChannel(this);
        channel.accepted(
                new InetSocketAddress(NetUtil.LOCALHOST4, OUR_PORT),
                new InetSocketAddress(NetUtil.LOCALHOST4, PEERS + lastChannel));
        trace(channel.peer(), "connects");
        channel.pipeline().addLast(handlers);
        loop.execute(() -> loop.register(channel));
        return channel.peer();
    }

    /// A peer connects, and finds a handler of bytes.
    ///
    /// @param body what the handler does
    /// @return the peer
    public Peer connect(CoroutineHandler.Body<ByteBuf> body) {
        return connect(CoroutineHandler.of(body));
    }

    /// A peer connects, and finds a handler of lines: UTF-8 text of 8,192 bytes at most, up to LF
    /// or CRLF, which are taken off. What it writes is sent as it is. Needs `netty-codec-base`.
    ///
    /// @param body what the handler does
    /// @return the peer
    public Peer connectLines(CoroutineHandler.Body<String> body) {
        return connect(LinePipeline.of(body));
    }

    /// Accepts the connection that a handler opens with a [io.strait.transport.Connector], which
    /// looks up no names here unless it has its own resolver; or with a `Bootstrap` on this
    /// scenario's event loop and [ScriptedChannel]. Expects it to open one.
    ///
    /// @return the peer to which it has connected
    /// @throws AssertionError if none is opened
    public Peer accept() {
        return dials.accept(null);
    }

    /// Accepts the connection that a handler opens to this address.
    ///
    /// @param address as the handler gives it, so maybe unresolved
    /// @return the peer to which it has connected
    /// @throws AssertionError if none is opened
    public Peer accept(SocketAddress address) {
        return dials.accept(address);
    }

    /// Refuses the connection that a handler opens, or expects it to open one.
    ///
    /// @throws AssertionError if none is opened
    public void refuse() {
        dials.refuse(null);
    }

    /// Refuses the connection that a handler opens to this address.
    ///
    /// @param address as the handler gives it, so maybe unresolved
    /// @throws AssertionError if none is opened
    public void refuse(SocketAddress address) {
        dials.refuse(address);
    }

    /// The event loop of all channels, for the `Bootstrap` of a handler that connects to others.
    ///
    /// @return the loop; other threads may call its `execute` and `schedule` alone
    public EventLoop eventLoop() {
        return loop;
    }

    // What happens.

    /// The clock of all channels.
    ///
    /// @return the clock
    public VirtualClock clock() {
        return clock;
    }

    /// Lets everything run that can without time passing: what peers have sent arrives, tasks run
    /// until they park. What is [busy][#busy(String)] on another thread is really waited for.
    ///
    /// @throws AssertionError if it isn't done within the [limit][#busyLimit], or if there is
    ///   always something to run
    public void untilAllParked() {
        requireScript("let others run");
        begun = true;
        settling.run();
    }

    /// Tells the scenario of work on another thread that will wake one of its tasks: until it is
    /// done, nobody takes the tasks for parked. May be called from any thread.
    ///
    /// @param what a name, for messages
    /// @return to be told when the work is done
    public Busy busy(String what) {
        return outside.add(new Busy(what));
    }

    /// Tells the scenario of a future that another thread completes, as [#busy(String)] does. It
    /// counts until the future is done; for what its listeners do then, use `busy(String)`.
    ///
    /// @param future any future
    public void busy(Future<?> future) {
        outside.add(future);
    }

    /// Sets for how long, in real time, [#untilAllParked] waits for work on other threads.
    ///
    /// @param limit more than zero; it is 10 seconds at first
    public void busyLimit(Duration limit) {
        outside.setLimit(limit);
    }

    /// Puts a line of the test's own into the trace that [#checkDeterminism] compares.
    ///
    /// @param line what has happened
    public void note(String line) {
        requireScriptsThread("note");
        trace("note " + line);
    }

    /// The seed of this scenario's order.
    ///
    /// @return the number
    public long seed() {
        return seed;
    }

    /// Repeats the order of the scenario that had this seed.
    ///
    /// @param seed its number
    /// @throws IllegalStateException if something has happened in this one already
    public void seed(long seed) {
        requireScript("set the seed");
        if (begun) {
            throw new IllegalStateException(
                    "the seed decides from the beginning on, and this scenario has begun: set it"
                            + " before the first peer connects");
        }
        this.seed = seed;
        random.setSeed(seed);
    }

    /// Ends the scenario: all peers take what there is and end their output, and everything runs
    /// that can. What is still alive then is cut off, so that its `finally` blocks run. Does
    /// nothing if it was called already.
    ///
    /// @throws AssertionError if a task has not ended by itself, a buffer was not released, or
    ///   somebody failed and nobody expected it
    @Override
    public void close() {
        if (over) return;
        requireScript("close a scenario");
        Ending ending = new Ending(this, loop, queue, settling);
        try {
            ending.run();
        } finally {
            over = true;
            loop.end();
            queue.uninstall();
            OF_THREAD.remove();
        }
        ending.throwProblems();
    }

    // What its parts need.

    ScriptedId newChannelId() {
        return new ScriptedId(++lastChannel);
    }

    /// Lets everything run, and the clock jump if it may, until `met`.
    void await(BooleanSupplier met, BooleanSupplier mayBeMet, Supplier<AssertionError> failure) {
        for (int jumps = 0; ; jumps++) {
            untilAllParked();
            if (met.getAsBoolean()) return;
            boolean goOn = clock.mayJump() && mayBeMet.getAsBoolean() && jumps < Settling.JUMPS;
            if (!goOn || !clock.jump()) throw failure.get();
        }
    }

    /// An expectation that isn't met, with what can be said of why.
    AssertionError unmet(String expected, @Nullable Peer peer) {
        String got = peer == null ? "" : " at " + peer + ", and got " + peer.outlook();
        AssertionError error =
                new AssertionError("expected " + expected + got + "; " + standstill());
        addFailuresTo(error);
        return error;
    }

    /// Adds the failures that nobody has expected to an error.
    ///
    /// @return the failures, with the peers whose handlers have failed
    List<String> addFailuresTo(AssertionError error) {
        List<String> texts = new ArrayList<>();
        for (ScriptedChannel channel : channels) {
            for (Throwable failure : channel.peer().unexpected()) {
                if (error.getCause() == null) error.initCause(failure);
                else error.addSuppressed(failure);
                texts.add(channel.peer() + ": " + failure);
            }
        }
        return texts;
    }

    /// Why nothing goes on.
    String standstill() {
        return Standstill.text(clock, loop.untilNextTimer(), queue.living()) + "\n  " + repeat();
    }

    /// How the same order comes about again.
    String repeat() {
        return "(scenario.seed(" + seed + ") repeats this order)";
    }

    /// To be suppressed in a failure, so that it is printed with it.
    Throwable repetition() {
        return new Repetition(seed, trace);
    }

    void trace(String line) {
        trace.add(clock + "  " + line);
    }

    void trace(Peer peer, String what) {
        trace(peer + " " + what);
    }

    /// Notes what a peer has sent.
    ///
    /// @return it, as text
    String trace(Peer peer, String verb, ByteBuf buffer) {
        String text = Text.of(ByteBufUtil.getBytes(buffer));
        trace(peer, verb + " " + text);
        return text + " at " + clock;
    }

    void requireScript(String operation) {
        requireScriptsThread(operation);
        if (over) throw new IllegalStateException("cannot " + operation + ": the scenario is over");
        if (settling.isRunning() || ReadyQueue.ofThread().current() != null) {
            throw new IllegalStateException(
                    "cannot "
                            + operation
                            + " in a handler: the script does, while the handlers are parked");
        }
    }

    private void requireScriptsThread(String operation) {
        if (Thread.currentThread() == thread) return;
        throw new IllegalStateException(
                "cannot %s on thread '%s': the scenario is played on thread '%s'"
                        .formatted(operation, Thread.currentThread().getName(), thread.getName()));
    }

    /// Its time and seed, for messages.
    @Override
    public String toString() {
        return "scenario at " + clock + " with seed " + seed;
    }
}
