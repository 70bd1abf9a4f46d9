package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.strait.coroutine.Coroutine;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Connects to others, from the code of a task.
///
/// ```java
/// private static final Connector<String> LINES =
///         Connector.of(String.class).withPipeline(Protocol::lines).withTls(context);
///
/// try (Connection<String> upstream = LINES.connect("example.org", 443)) {
///     upstream.write("hello\n");
///     return upstream.read();
/// }
/// ```
///
/// **The connection** is on the event loop of the task that connects, so that what passes from one
/// connection of it to another changes no thread. It has no coroutine of its own: that task uses
/// it, and those that it forks. It is closed with [Connection#close], and at the latest when the
/// task that has opened it ends. So open it in the task that uses it, not in a subtask that only
/// returns it.
///
/// **Addresses.** The name is looked up, and all of its addresses are tried as RFC 8305 says
/// ("happy eyeballs"): the families take turns, each attempt has a start of 250 ms over the next,
/// and when one fails, the next begins at once. The first that is connected wins, and the others
/// are closed. Only the winner gets a pipeline.
///
/// **Time.** It has as long as the code around it: [io.strait.task.Deadline#failAfter] limits it as
/// it limits everything. Of its own it has only Netty's `CONNECT_TIMEOUT_MILLIS`, 30 seconds for
/// each address, and for the TLS handshake. If it is cancelled, all attempts are closed.
///
/// A connector is immutable: each `with…` makes another one. Any thread may make one, and all tasks
/// may use it.
///
/// @param <M> the type of the messages that its pipelines deliver
public final class Connector<M> {
    static final Duration DELAY = Duration.ofMillis(250); // RFC 8305, section 8

    private final Class<M> type;
    private final Consumer<ChannelPipeline> pipeline;
    private final Map<ChannelOption<?>, Object> options;
    private final ConnectionOptions connectionOptions;
    private final @Nullable AddressResolverGroup<?> resolver;
    private final Duration delay;
    private final @Nullable SslContext tls;
    private final @Nullable String serverName; // null for the one that is connected to

    private Connector(
            Class<M> type,
            Consumer<ChannelPipeline> pipeline,
            Map<ChannelOption<?>, Object> options,
            ConnectionOptions connectionOptions,
            @Nullable AddressResolverGroup<?> resolver,
            Duration delay,
            @Nullable SslContext tls,
            @Nullable String serverName) {
        this.type = type;
        this.pipeline = pipeline;
        this.options = options;
        this.connectionOptions = connectionOptions;
        this.resolver = resolver;
        this.delay = delay;
        this.tls = tls;
        this.serverName = serverName;
    }

    /// One whose connections deliver messages of this type: bytes, `ByteBuf`, unless
    /// [#withPipeline] makes others of them.
    ///
    /// @param <M> the type of message
    /// @param type the type of message; others pass through
    /// @return a connector
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    public static <M> Connector<M> of(Class<M> type) {
        Coroutine.ensureAvailability();
        return new Connector<>(
                Objects.requireNonNull(type, "type"),
                none -> {},
                Map.of(),
                ConnectionOptions.DEFAULT,
                null,
                DELAY,
                null,
                null);
    }

    /// The same, with these handlers in front of each connection, behind TLS if there is any.
    ///
    /// @param pipeline adds them. It is called on the event loop, once for each connection, when
    ///   that is connected and before anything is read. What it throws `connect` throws
    /// @return a connector
    public Connector<M> withPipeline(Consumer<ChannelPipeline> pipeline) {
        Objects.requireNonNull(pipeline, "pipeline");
        return new Connector<>(
                type, pipeline, options, connectionOptions, resolver, delay, tls, serverName);
    }

    /// The same, with TLS to the host that is connected to. The server learns which name it is
    /// wanted for (SNI), and has to prove that the name is its own, whatever the context says of
    /// that. `connect` returns when the handshake is done.
    ///
    /// @param context a client's
    /// @return a connector
    /// @throws IllegalArgumentException if it is a server's
    public Connector<M> withTls(SslContext context) {
        return withTls(Tls.requireClient(context), null);
    }

    /// The same, with TLS to a server of this name: where what is connected to has no name, as a
    /// Unix domain socket, or another one.
    ///
    /// @param context a client's
    /// @param serverName what the server has to prove
    /// @return a connector
    /// @throws IllegalArgumentException if it is a server's
    public Connector<M> withTls(SslContext context, @Nullable String serverName) {
        return new Connector<>(
                type,
                pipeline,
                options,
                connectionOptions,
                resolver,
                delay,
                Tls.requireClient(context),
                serverName);
    }

    /// The same, with an option of its channels, such as `TCP_NODELAY` or `CONNECT_TIMEOUT_MILLIS`.
    /// A kind of channel that doesn't have the option goes without.
    ///
    /// @param <T> the option's type
    /// @param option the option
    /// @param value its value
    /// @return a connector
    public <T> Connector<M> withOption(ChannelOption<T> option, T value) {
        Map<ChannelOption<?>, Object> more = new LinkedHashMap<>(options);
        more.put(Objects.requireNonNull(option, "option"), Objects.requireNonNull(value, "value"));
        return new Connector<>(
                type, pipeline, more, connectionOptions, resolver, delay, tls, serverName);
    }

    /// The same, but for how its connections treat their channels. What is chosen for a coroutine
    /// (its cancellation, its thread locals) means nothing here, as there is none.
    ///
    /// @param connectionOptions what is chosen
    /// @return a connector
    public Connector<M> withConnectionOptions(ConnectionOptions connectionOptions) {
        Objects.requireNonNull(connectionOptions, "connectionOptions");
        return new Connector<>(
                type, pipeline, options, connectionOptions, resolver, delay, tls, serverName);
    }

    /// The same, but names are looked up by Netty's `DnsAddressResolverGroup`, for instance. By
    /// default the JDK looks them up, on threads of their own. Netty's own default,
    /// `DefaultAddressResolverGroup`, has it block the event loop.
    ///
    /// @param resolver looks names up; it isn't closed
    /// @return a connector
    public Connector<M> withResolver(AddressResolverGroup<?> resolver) {
        Objects.requireNonNull(resolver, "resolver");
        return new Connector<>(
                type, pipeline, options, connectionOptions, resolver, delay, tls, serverName);
    }

    /// The same, but with another delay between the attempts to connect to several addresses.
    ///
    /// @param delay the start that each address has over the next; zero for all at once
    /// @return a connector
    /// @throws IllegalArgumentException if it is negative
    public Connector<M> withAttemptDelay(Duration delay) {
        if (delay.isNegative()) throw new IllegalArgumentException("negative delay: " + delay);
        return new Connector<>(
                type, pipeline, options, connectionOptions, resolver, delay, tls, serverName);
    }

    /// Connects to a host. Suspends until it is connected, and the TLS handshake done.
    ///
    /// @param host a name, or an address in numbers
    /// @param port its port
    /// @return a connection that belongs to the calling task, to be closed
    /// @throws ConnectFailedException if the name has no address, none of its addresses accepts, or
    ///   the TLS handshake fails; it says why for each
    /// @throws io.strait.task.Cancelled if the task is cancelled or its time is over. What has
    ///   become of the addresses until then is a [ConnectFailedException] among its suppressed ones
    /// @throws IllegalStateException if this isn't the code of a task on an event loop of Netty's
    public Connection<M> connect(String host, int port) throws ConnectFailedException {
        return connect(InetSocketAddress.createUnresolved(host, port));
    }

    /// Connects to an address: an `InetSocketAddress`, looked up if it is unresolved; Netty's
    /// `LocalAddress`, in this JVM; a `DomainSocketAddress` or the JDK's `UnixDomainSocketAddress`.
    ///
    /// @param address where to
    /// @return a connection that belongs to the calling task, to be closed
    /// @throws ConnectFailedException as [#connect(String, int)] does
    /// @throws io.strait.task.Cancelled as [#connect(String, int)] does
    /// @throws IllegalStateException if this isn't the code of a task on an event loop of Netty's
    /// @throws IllegalArgumentException if the event loop's transport has no such addresses, or
    ///   there is TLS and no name for it
    public Connection<M> connect(SocketAddress address) throws ConnectFailedException {
        Objects.requireNonNull(address, "address");
        String peer = tls == null ? null : peerName(address);
        return new Opening<>(this, address, peer).run();
    }

    private String peerName(SocketAddress address) {
        if (serverName != null) return serverName;
        if (address instanceof InetSocketAddress named) return named.getHostString();
        throw new IllegalArgumentException(
                "TLS to "
                        + address
                        + " needs a name that the server proves: withTls(context, name)");
    }

    // For Opening.

    Class<M> type() {
        return type;
    }

    void addHandlers(Channel channel) {
        pipeline.accept(channel.pipeline());
    }

    Map<ChannelOption<?>, Object> options() {
        return options;
    }

    ConnectionOptions connectionOptions() {
        return connectionOptions;
    }

    @Nullable AddressResolverGroup<?> resolver() {
        return resolver;
    }

    Duration delay() {
        return delay;
    }

    @Nullable SslContext tls() {
        return tls;
    }
}
