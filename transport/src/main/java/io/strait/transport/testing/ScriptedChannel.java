package io.strait.transport.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A channel whose other end is a [Peer]: it behaves as a socket's does, half-closure and resets
/// included, and nothing moves unless the scenario does.
///
/// A [io.strait.transport.Connector] makes it by itself. A handler that connects with a `Bootstrap`
/// is given it as the channel class, with the scenario's event loop (which is also that of the
/// channel that it serves). What is connected either way waits for [Scenario#accept].
///
/// It belongs to the scenario of the thread that makes it, and is used on that thread.
public final class ScriptedChannel extends TwoWayChannel {
    /*
     *           connect()              accept()
     *   NEW ──────────────► DIALING ──────────────► CONNECTED ──► CLOSED
     *    │                     └── refuse(), the timeout ───────────▲
     *    └── a peer that connects to the handler ──► CONNECTED
     *
     * The peer's end of output, and ours, are apart from that:
     *
     *   input:   OPEN ── FIN, with ALLOW_HALF_CLOSURE ──► SHUT ── asked once more ──► SEEN
     *   output:  OPEN ── shutdownOutput() ──► shut
     */
    private enum State {
        NEW,
        DIALING,
        CONNECTED,
        CLOSED
    }

    private enum Input {
        OPEN,
        SHUT,
        SEEN
    }

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final Scenario scenario;
    private final ScriptedConfig config;
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final Peer peer;
    private State state = State.NEW;
    private Input input = Input.OPEN;
    private boolean outputShut;
    private boolean asked; // for more, since the last read
    private boolean delivering;
    private long room = Long.MAX_VALUE; // for so many bytes the peer's window is open
    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;
    private @Nullable Dial dial;

    /// A channel of the calling thread's scenario that is not connected.
    ///
    /// @throws IllegalStateException if the thread plays no scenario
    public ScriptedChannel() {
        this(Scenario.ofThread());
    }

    ScriptedChannel(Scenario scenario) {
        super(scenario.newChannelId());
        this.scenario = scenario;
        this.config = new ScriptedConfig(this);
        this.config.setAllocator(scenario.allocator);
        this.peer = new Peer(scenario, this);
        scenario.channels.add(this);
    }

    // What the scenario and the peer do.

    Peer peer() {
        return peer;
    }

    /// Its peer has connected to it.
    void accepted(SocketAddress local, SocketAddress remote) {
        this.local = local;
        this.remote = remote;
        state = State.CONNECTED;
    }

    boolean isDialing() {
        return state == State.DIALING;
    }

    /// What it connects to accepts.
    void connected(SocketAddress local) {
        this.local = local;
        state = State.CONNECTED;
        boolean told = dial != null && dial.succeed();
        if (isActive()) pipeline().fireChannelActive();
        if (!told) unsafe().close(voidPromise()); // it was called off
    }

    /// What it connects to does not accept.
    void refused(IOException why) {
        if (dial != null) dial.fail(why);
        if (isOpen()) unsafe().close(voidPromise());
    }

    void arrive(Arrival arrival) {
        if (isOpen()) arrivals.add(arrival);
        else if (arrival instanceof Arrival.Messages lost) {
            lost.messages.forEach(ReferenceCountUtil::safeRelease);
        }
    }

    /// Whether it has something to read, and somebody has asked for it.
    boolean isReadable() {
        return asked && !delivering && isActive() && (!arrivals.isEmpty() || input == Input.SHUT);
    }

    /// How many things have arrived and were not asked for.
    boolean hasUnread() {
        return arrivals.stream().anyMatch(arrival -> arrival != Arrival.END);
    }

    /// One read, as the transport does it.
    void deliver() {
        asked = false;
        delivering = true;
        try {
            Arrival next = arrivals.peek();
            if (next instanceof Arrival.Bytes bytes) readBytes(bytes);
            else if (next instanceof Arrival.Messages messages) readMessages(messages);
            else readEnd();
        } finally {
            delivering = false;
        }
    }

    private void readBytes(Arrival.Bytes arrival) {
        var handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        do {
            ByteBuf buffer = handle.allocate(config.getAllocator());
            int count = Math.min(buffer.writableBytes(), arrival.left());
            handle.attemptedBytesRead(buffer.writableBytes());
            buffer.writeBytes(arrival.bytes, arrival.read, count);
            arrival.read += count;
            if (arrival.left() == 0) arrivals.poll();
            handle.lastBytesRead(count);
            handle.incMessagesRead(1);
            String text = scenario.trace(peer, "sent", buffer);
            scenario.allocator.received(buffer, "from " + peer + ": " + text);
            pipeline().fireChannelRead(buffer);
        } while (isOpen() && arrival.left() > 0 && handle.continueReading());
        handle.readComplete();
        pipeline().fireChannelReadComplete();
    }

    private void readMessages(Arrival.Messages arrival) {
        arrivals.remove();
        scenario.trace(peer, "sent " + arrival.messages.size() + " messages");
        arrival.messages.forEach(pipeline()::fireChannelRead);
        pipeline().fireChannelReadComplete();
    }

    private void readEnd() {
        arrivals.clear();
        pipeline().fireChannelReadComplete();
        if (!isOpen()) return;
        if (input == Input.SHUT) {
            input = Input.SEEN;
            pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        } else if (config.allowsHalfClosure()) {
            scenario.trace(peer, "closed");
            input = Input.SHUT;
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            scenario.trace(peer, "closed");
            unsafe().close(voidPromise());
        }
    }

    /// The peer has reset the connection: what was not read is lost.
    void reset(IOException why) {
        if (!isOpen()) return;
        forgetArrivals();
        pipeline().fireExceptionCaught(why);
        unsafe().close(voidPromise());
    }

    private void forgetArrivals() {
        for (Arrival arrival; (arrival = arrivals.poll()) != null; ) {
            if (arrival instanceof Arrival.Messages lost) {
                lost.messages.forEach(ReferenceCountUtil::safeRelease);
            }
        }
    }

    /// Sets for how many bytes the peer's window is open.
    void setRoom(long room) {
        this.room = room;
        if (room > 0 && isOpen() && unsafe() instanceof Scripted scripted) scripted.flushMore();
    }

    void stopAsking() {
        asked = false;
    }

    // What Netty asks for.

    @Override
    protected void doBeginRead() {
        asked = true;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer unsent) {
        for (Object message; (message = unsent.current()) != null; ) {
            if (message instanceof ByteBuf buffer) {
                if (buffer.isReadable() && room == 0) return;
                take(buffer, unsent);
            } else {
                if (room == 0) return;
                peer.received(ReferenceCountUtil.retain(message));
                unsent.remove();
            }
        }
    }

    private void take(ByteBuf buffer, ChannelOutboundBuffer unsent) {
        byte[] taken = new byte[(int) Math.min(room, buffer.readableBytes())];
        buffer.readBytes(taken);
        if (room < Long.MAX_VALUE) room -= taken.length;
        peer.received(taken);
        unsent.progress(taken.length);
        if (!buffer.isReadable()) unsent.remove();
    }

    @Override
    protected void doClose() {
        boolean unread = hasUnread();
        boolean wasConnected = state == State.CONNECTED;
        state = State.CLOSED;
        if (dial != null) dial.fail(new ClosedChannelException());
        forgetArrivals();
        if (wasConnected) peer.channelClosed(unread);
    }

    @Override
    protected void doShutdownOutput() {
        outputShut = true;
        peer.outputEnded();
    }

    private final class Scripted extends AbstractUnsafe {
        @Override
        public void connect(
                SocketAddress remoteAddress,
                @Nullable SocketAddress localAddress,
                ChannelPromise promise) {
            if (promise.isDone() || !ensureOpen(promise)) return;
            if (state != State.NEW) {
                safeSetFailure(
                        promise,
                        state == State.DIALING
                                ? new ConnectionPendingException()
                                : new AlreadyConnectedException());
                return;
            }
            remote = remoteAddress;
            state = State.DIALING;
            dial = new Dial(ScriptedChannel.this, remoteAddress, promise);
            scenario.dials.add(ScriptedChannel.this);
        }

        void flushMore() {
            flush0();
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new Scripted();
    }

    @Override
    protected DefaultChannelPipeline newChannelPipeline() {
        return new DefaultChannelPipeline(this) {
            @Override
            protected void onUnhandledInboundException(Throwable cause) {
                peer.failed(cause);
            }
        };
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof ScenarioLoop;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        local = localAddress;
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return state != State.CLOSED;
    }

    @Override
    public boolean isActive() {
        return state == State.CONNECTED;
    }

    @Override
    public boolean isInputShutdown() {
        return input != Input.OPEN || !isActive();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut || !isActive();
    }

    @Override
    void endInput() {
        forgetArrivals();
        input = Input.SEEN;
    }
}
