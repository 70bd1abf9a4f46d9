package io.strait.transport.testing;

import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The other end of a connection, as a script: what it sends, and what it expects to receive.
///
/// What it sends is on its way, and arrives as soon as the script expects something, turns the
/// clock, or waits with [Scenario#untilAllParked]. As with a socket, the channel reads it when its
/// pipeline asks for more. Each thing that is sent arrives by itself, in a read of its own; of
/// several peers, any may be the first.
///
/// **An expectation lets everything run that can**, and takes what it expects from what has been
/// received. If it isn't there then, it fails with an [AssertionError], at once: nobody waits in
/// real time, and the clock stands still unless [it may jump][VirtualClock#autoJump].
///
/// It is used on the scenario's thread, from outside of the handlers.
public final class Peer {
    /*
     * What the peer sends:                      OPEN ── close() ──► ENDED
     *                                             └────┬── reset() ──┴──► RESET
     * What it sees of the other side's output:  OPEN ── shut down, or closed ──► ENDED
     *                                             └──── closed with something unread ──► RESET
     */
    private enum Output {
        OPEN,
        ENDED,
        RESET
    }

    private final Scenario scenario;
    private final ScriptedChannel channel;
    private final Received received = new Received();
    private final List<Throwable> failures = new ArrayList<>(); // that nobody has expected
    private final List<Object> counted = new ArrayList<>(); // messages that it has sent
    private Output own = Output.OPEN;
    private Output others = Output.OPEN;
    private @Nullable SocketException resetCause;

    Peer(Scenario scenario, ScriptedChannel channel) {
        this.scenario = scenario;
        this.channel = channel;
    }

    // What it does.

    /// Sends text, as UTF-8.
    ///
    /// @param text arrives in one read, unless the channel reads less at once
    /// @throws IllegalStateException if it has ended its output, or reset the connection
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends bytes.
    ///
    /// @param bytes arrive in one read, unless the channel reads less at once
    /// @throws IllegalStateException if it has ended its output, or reset the connection
    public void send(byte[] bytes) {
        requireOutput("send");
        if (bytes.length > 0) channel.arrive(new Arrival.Bytes(bytes.clone()));
    }

    /// Has the transport deliver messages, as if it had decoded them: for a pipeline without its
    /// codecs.
    ///
    /// @param messages arrive in one read. If they are counted references, they are taken over, and
    ///   the scenario looks whether the pipeline has released them
    /// @throws IllegalStateException if it has ended its output, or reset the connection
    public void sendMessages(Object... messages) {
        requireOutput("send");
        counted.addAll(List.of(messages));
        channel.arrive(new Arrival.Messages(List.of(messages)));
    }

    /// Ends its output (FIN): the handler reads the end of input after what was sent. The peer
    /// still receives. Does nothing if it was called already.
    public void close() {
        scenario.requireScript("close a peer");
        if (own != Output.OPEN) return;
        own = Output.ENDED;
        channel.arrive(Arrival.END);
    }

    /// Resets the connection (RST). What it has sent is lost if the pipeline has not asked for it.
    public void reset() {
        scenario.requireScript("reset a connection");
        if (own == Output.RESET) return;
        scenario.untilAllParked();
        own = Output.RESET;
        resetCause = new SocketException("Connection reset");
        scenario.trace(this, "reset the connection");
        channel.reset(resetCause);
    }

    /// Takes nothing more of what the handler sends, until [#resume]: its channel becomes
    /// unwritable after as much as its `WRITE_BUFFER_WATER_MARK` allows.
    public void pause() {
        scenario.requireScript("pause a peer");
        channel.setRoom(0);
    }

    /// Takes everything again.
    public void resume() {
        scenario.requireScript("resume a peer");
        channel.setRoom(Long.MAX_VALUE);
    }

    /// Takes so many more bytes, and then nothing until [#resume]. A message that isn't bytes is
    /// taken whole as long as there is room for one byte.
    ///
    /// @param bytes how many
    public void take(int bytes) {
        scenario.requireScript("take bytes");
        channel.setRoom(bytes);
    }

    private void requireOutput(String operation) {
        scenario.requireScript(operation);
        if (own != Output.OPEN) {
            throw new IllegalStateException(
                    "cannot "
                            + operation
                            + ": "
                            + this
                            + (own == Output.ENDED ? " has ended its output" : " has reset it"));
        }
    }

    // What it expects.

    /// Expects that the next bytes it receives are this text, as UTF-8. More may follow.
    ///
    /// @param text what is expected
    /// @throws AssertionError if something else was received, or nothing more comes
    public void expect(String text) {
        expect(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Expects that the next bytes it receives are these. More may follow.
    ///
    /// @param bytes what is expected
    /// @throws AssertionError if something else was received, or nothing more comes
    public void expect(byte[] bytes) {
        await(
                () -> received.beginsWith(bytes),
                () -> received.mayBecome(bytes) && others == Output.OPEN,
                Text.of(bytes));
        received.take(bytes.length);
    }

    /// Expects a message that isn't bytes, of a pipeline without its codecs.
    ///
    /// @param message is equal to what is expected
    /// @throws AssertionError if something else was received, or nothing more comes
    public void expectMessage(Object message) {
        await(
                () -> message.equals(received.message()),
                () -> received.isEmpty() && others == Output.OPEN,
                Text.ofMessage(message));
        received.takeMessage();
    }

    /// Expects a message that isn't bytes, of a pipeline without its codecs.
    ///
    /// @param <T> its type
    /// @param type its type
    /// @return the message, which is the caller's to release
    /// @throws AssertionError if something else was received, or nothing more comes
    public <T> T expectMessage(Class<T> type) {
        await(
                () -> type.isInstance(received.message()),
                () -> received.isEmpty() && others == Output.OPEN,
                "a message of type " + type.getSimpleName());
        T message = type.cast(Objects.requireNonNull(received.message()));
        received.takeMessage();
        return message;
    }

    /// Expects that there is nothing that it has received and not taken. The clock doesn't jump.
    ///
    /// @throws AssertionError if there is something
    public void expectNothing() {
        scenario.untilAllParked();
        if (!received.isEmpty()) throw scenario.unmet("nothing", this);
    }

    /// Expects the end of the other side's output, after what was taken already: it was shut down,
    /// or the connection closed. It must not have been closed with something unread, since that
    /// would reset the connection, and what was sent last could be lost;
    /// [Linger][io.strait.transport.Linger] helps.
    ///
    /// @throws AssertionError if there is more to be taken first, or no end comes, or a reset
    public void expectEnd() {
        await(
                () -> received.isEmpty() && others == Output.ENDED,
                () -> received.isEmpty() && others == Output.OPEN,
                "the end");
    }

    /// Expects that the other side resets the connection, as it does if it closes it with something
    /// unread.
    ///
    /// @throws AssertionError if there is more to be taken first, or no end comes, or a regular one
    public void expectReset() {
        await(
                () -> received.isEmpty() && others == Output.RESET,
                () -> received.isEmpty() && others == Output.OPEN,
                "a reset");
    }

    /// Expects that a failure has gone down to the end of the pipeline: what the handler has
    /// thrown, or what another handler of the pipeline has. A failure that nobody has expected
    /// fails the scenario; only what a handler throws since this peer has reset the connection does
    /// not.
    ///
    /// @param <X> its type
    /// @param type its type
    /// @return the failure
    /// @throws AssertionError if there is none of this type
    public <X extends Throwable> X expectFailure(Class<X> type) {
        await(
                () -> failureOf(type) != null,
                failures::isEmpty,
                "a failure of type " + type.getName());
        Throwable failure = Objects.requireNonNull(failureOf(type));
        failures.remove(failure);
        return type.cast(failure);
    }

    private @Nullable Throwable failureOf(Class<? extends Throwable> type) {
        return failures.stream().filter(type::isInstance).findFirst().orElse(null);
    }

    private void await(BooleanSupplier met, BooleanSupplier mayBeMet, String expected) {
        scenario.await(met, mayBeMet, () -> scenario.unmet(expected, this));
    }

    /// Takes all the bytes that it has received, having let everything run that can.
    ///
    /// @return them, as UTF-8
    public String received() {
        scenario.untilAllParked();
        byte[] bytes = received.bytes();
        received.take(bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// The handler's side of the connection, with its pipeline.
    ///
    /// @return the channel
    public Channel channel() {
        return channel;
    }

    // What the channel reports.

    void received(byte[] bytes) {
        scenario.trace(this, "received " + Text.of(bytes));
        received.add(bytes);
    }

    void received(Object message) {
        scenario.trace(this, "received " + Text.ofMessage(message));
        received.addMessage(message);
    }

    void outputEnded() {
        scenario.trace(this, "sees the end");
        if (others == Output.OPEN) others = Output.ENDED;
    }

    void channelClosed(boolean unread) {
        scenario.trace(this, unread ? "sees a reset" : "sees the close");
        if (others == Output.OPEN) others = unread ? Output.RESET : Output.ENDED;
    }

    void failed(Throwable failure) {
        scenario.trace(this, "is not told of " + Text.withoutIdentity(failure.toString()));
        failures.add(failure);
    }

    // What the scenario asks at its end.

    /// The failures that nobody has expected, apart from those that are its own doing.
    List<Throwable> unexpected() {
        return failures.stream().filter(failure -> !isOfReset(failure)).toList();
    }

    private boolean isOfReset(Throwable failure) {
        if (resetCause == null) return false;
        Throwable cause = failure;
        while (cause != null && cause != resetCause && !(cause instanceof ClosedChannelException))
            cause = cause.getCause();
        return cause != null;
    }

    /// Sends what it still has to, and its end.
    void leave() {
        channel.setRoom(Long.MAX_VALUE);
        close();
    }

    /// What of its messages the pipeline has not released.
    List<Object> leakedMessages() {
        received.release();
        return counted.stream().filter(message -> ReferenceCountUtil.refCnt(message) > 0).toList();
    }

    /// What it has received and not taken, and whether more may come.
    String outlook() {
        return received
                + switch (others) {
                    case OPEN -> "";
                    case ENDED -> ", then the end";
                    case RESET -> ", then a reset (it was closed with something unread)";
                };
    }

    /// Its number in the scenario.
    @Override
    public String toString() {
        return "peer " + channel.id().asShortText();
    }
}
