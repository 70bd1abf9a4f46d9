package io.strait.bench.duel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who takes part, each written as its own users would write it at its best, in the order of turns
/// and tables. All have one thread for I/O, `TCP_NODELAY`, and the same heap and collector.
public enum Contender {
    /// A coroutine per connection.
    STRAIT(
            "strait",
            "Strait",
            (protocol, bytes) -> NettyServer.start(protocol, StraitEcho::handler)),

    /// The measure of all others: write in `channelRead`, flush in `channelReadComplete`.
    NETTY(
            "netty",
            "Netty callback",
            (protocol, bytes) -> NettyServer.start(protocol, CallbackEcho::new)),

    /// Netty as most people write it: `writeAndFlush` for each message.
    NETTY_FLUSH_EACH(
            "netty-flush-each",
            "Netty callback, flushes each",
            (protocol, bytes) -> NettyServer.start(protocol, FlushEachEcho::new)),

    /// Netty, and a virtual thread per connection that is handed the messages through a queue.
    NETTY_VIRTUAL_THREAD(
            "netty-virtual-thread",
            "Netty to virtual thread",
            (protocol, bytes) -> NettyServer.start(protocol, VirtualThreadHop::new)),

    /// The JDK alone: a virtual thread per connection on a blocking socket.
    VIRTUAL_THREAD("virtual-thread", "virtual thread on socket", VirtualThreadServer::start),

    /// Vert.x on its virtual threads, which await what they write.
    VERTX("vertx-await", "Vert.x await", (protocol, bytes) -> VertxServer.start(protocol)),

    /// What the kernel costs: some lines of C around epoll or kqueue, in a process without a JVM.
    C("c", "C", null);

    /// Starts a server in this JVM.
    @FunctionalInterface
    interface Factory {
        /// Starts a server on a free port of the loopback address.
        ///
        /// @param messageBytes how long a message is, for whoever has to choose a buffer's size
        Server start(Protocol protocol, int messageBytes) throws Exception;
    }

    private final String label;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
    private final @Nullable Factory factory;

    Contender(String label, String title, @Nullable Factory factory) {
        this.label = label;
        this.title = title;
        this.factory = factory;
    }

    /// How its server starts in a JVM; empty for the one that has none.
    Optional<Factory> factory() {
        return Optional.ofNullable(factory);
    }

    /// To flush after each message makes a difference only where several come at once.
    boolean takesPartIn(Protocol protocol) {
        return this != NETTY_FLUSH_EACH || protocol == Protocol.LINES;
    }

    @JsonCreator
    static Contender of(String label) {
        return Arrays.stream(values())
                .filter(contender -> contender.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no contender is called " + label));
    }

    /// What readers call it.
    ///
    /// @return some words
    public String title() {
        return title;
    }

    /// What the command line and the raw results call it.
    @Override
    @JsonValue
    public String toString() {
        return label;
    }
}
