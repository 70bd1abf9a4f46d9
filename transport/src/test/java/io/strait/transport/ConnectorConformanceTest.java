package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.strait.task.Action;
import io.strait.task.Cancelled;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that a task opens. */
class ConnectorConformanceTest extends Conformance {
    private final Connector<ByteBuf> bytes = Connector.of(ByteBuf.class);

    @BeforeEach
    void weConnect() {
        needs(Feature.SECOND_END);
        Assumptions.assumeTrue(!end.isServer(), "a server connects to nobody");
    }

    /** None of the sockets is left over, those of the attempts neither. */
    @AfterEach
    void nothingIsLeftOpen() {
        if (endpoints == null || end.isServer() || end.medium() == Medium.EMBEDDED) return;
        awaitUntil(() -> ours().isShutdown() || isRegistered(0));
    }

    private EventLoop ours() {
        return endpoints.ours().next();
    }

    /* Over io_uring Netty (4.2.18) counts those that are closed, too. */
    private boolean isRegistered(int count) throws ReflectiveOperationException {
        if (end.medium().toString().startsWith("io_uring")) return true;
        Method counted =
                SingleThreadEventExecutor.class.getDeclaredMethod("getNumOfRegisteredChannels");
        counted.setAccessible(true);
        return (int) counted.invoke(ours()) == count;
    }

    private void run(Action<Exception> code) throws Exception {
        LoopOfTasks.start(ours(), code).get(60, TimeUnit.SECONDS);
    }

    private SocketAddress echo() {
        return endpoints.acceptElsewhere(
                logged(pipeline -> pipeline.addLast(coroutine(Conformance::echo))));
    }

    @Test
    void itIsReadAndWrittenOnTheLoopOfTheTaskThatOpensIt() throws Exception {
        SocketAddress address = echo();
        byte[] sent = random(500_000);
        run(
                () -> {
                    try (Connection<ByteBuf> upstream = bytes.connect(address)) {
                        assertThat(upstream.channel().eventLoop()).isSameAs(ours());
                        TaskScope.run(
                                scope -> {
                                    scope.fork(() -> upstream.write(copy(upstream, sent)));
                                    for (int at = 0; at < sent.length; ) {
                                        ByteBuf data = upstream.read();
                                        while (data.isReadable())
                                            assertThat(data.readByte()).isEqualTo(sent[at++]);
                                        data.release();
                                    }
                                    return null;
                                });
                    }
                });
    }

    @Test
    void ourEndOfOutputLeavesReadingOpen() throws Exception {
        needs(Feature.SHUTDOWN_OUTPUT);
        needs(Feature.HALF_CLOSE);
        SocketAddress address =
                endpoints.acceptElsewhere(
                        logged(
                                pipeline ->
                                        pipeline.addLast(
                                                coroutine(
                                                        them -> {
                                                            int received = count(them);
                                                            them.write(
                                                                    Embedded.buffer(
                                                                            received + " bytes"));
                                                        }))));
        run(
                () -> {
                    try (Connection<ByteBuf> upstream = bytes.connect(address)) {
                        upstream.write(zeros(upstream, 100));
                        upstream.shutdownOutput();
                        log.add(Embedded.text(upstream.read()));
                        log.add(String.valueOf(upstream.read()));
                    }
                });
        awaitLog("100 bytes", "null");
    }

    @Test
    void whatThePeerSaysAtOnceIsNotLostNorItsEnd() throws Exception {
        needs(Feature.UNREAD_OUTLIVES_CLOSE);
        SocketAddress address = endpoints.acceptElsewhere(this::greet);
        for (int i = 0; i < 50; i++) {
            if (i > 0) endpoints.acceptElsewhere(this::greet);
            run(
                    () -> {
                        try (Connection<ByteBuf> upstream = bytes.connect(address)) {
                            StringBuilder all = new StringBuilder();
                            for (ByteBuf data; (data = upstream.read()) != null; )
                                all.append(Embedded.text(data));
                            assertThat(all).hasToString("220 hello");
                        }
                    });
        }
    }

    private void greet(ChannelPipeline pipeline) {
        pipeline.addLast(
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        context.writeAndFlush(Embedded.buffer("220 hello"))
                                .addListener(ChannelFutureListener.CLOSE);
                    }
                });
    }

    @Test
    void aRefusedOneSaysSo() throws Exception {
        SocketAddress nobody = nobodysAddress();
        run(
                () ->
                        assertThatThrownBy(() -> bytes.connect(nobody))
                                .isInstanceOfSatisfying(
                                        ConnectFailedException.class,
                                        failed ->
                                                assertThat(failed.attempts())
                                                        .singleElement()
                                                        .satisfies(
                                                                attempt ->
                                                                        assertThat(
                                                                                        attempt
                                                                                                .failure())
                                                                                .isNotNull()
                                                                                .isSameAs(
                                                                                        failed
                                                                                                .getCause()))));
    }

    private SocketAddress nobodysAddress() throws Exception {
        if (!end.medium().isTcp()) return endpoints.newAddress();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void ofSeveralAddressesTheFirstThatAcceptsWins() throws Exception {
        Assumptions.assumeTrue(end.medium().isTcp(), "names are for TCP");
        InetSocketAddress address = (InetSocketAddress) echo();
        Connector<ByteBuf> service =
                bytes.withResolver(
                        new ScriptedResolver("::1", "127.0.0.2", "127.0.0.3", "127.0.0.1"));
        run(
                () -> {
                    try (Connection<ByteBuf> upstream =
                            service.connect("service", address.getPort())) {
                        upstream.write(Embedded.buffer("hello"));
                        log.add(Embedded.text(upstream.read()));
                        assertThat(upstream.channel().remoteAddress()).isEqualTo(address);
                    }
                });
        awaitLog("hello");
    }

    @Test
    void ifAllConnectAtOnceOneIsLeft() throws Exception {
        Assumptions.assumeTrue(end.medium().isTcp(), "names are for TCP");
        Consumer<ChannelPipeline> echo =
                pipeline -> pipeline.addLast(CoroutineHandler.of(Conformance::echo));
        InetSocketAddress address = (InetSocketAddress) endpoints.acceptElsewhere(echo);
        for (int i = 0; i < 3; i++) endpoints.acceptElsewhere(echo);
        String same = "127.0.0.1";
        Connector<ByteBuf> service =
                bytes.withResolver(new ScriptedResolver(same, same, same, same))
                        .withAttemptDelay(Duration.ZERO)
                        .withPipeline(pipeline -> log.add("built"));
        run(
                () -> {
                    try (Connection<ByteBuf> upstream =
                            service.connect("service", address.getPort())) {
                        upstream.write(Embedded.buffer("hello"));
                        log.add(Embedded.text(upstream.read()));
                        while (!isRegistered(1)) Task.yieldNow();
                    }
                });
        assertThat(log).containsExactly("built", "hello");
    }

    @Test
    void theJdkLooksNamesUpAndHoldsNoLoopUp() throws Exception {
        Assumptions.assumeTrue(end.medium().isTcp(), "names are for TCP");
        InetSocketAddress address = (InetSocketAddress) echo();
        run(
                () -> {
                    try (Connection<ByteBuf> upstream =
                            bytes.connect("localhost", address.getPort())) {
                        upstream.write(Embedded.buffer("hello"));
                        log.add(Embedded.text(upstream.read()));
                    }
                    assertThatThrownBy(() -> bytes.connect("no such host", 1))
                            .isInstanceOf(ConnectFailedException.class)
                            .hasCauseInstanceOf(java.net.UnknownHostException.class);
                });
        awaitLog("hello");
    }

    @Test
    void theLoopsEndEndsAConnectThatIsUnderWay() throws Exception {
        Assumptions.assumeTrue(end.medium().isTcp(), "others accept or refuse at once");
        CompletableFuture<Void> task =
                LoopOfTasks.start(
                        ours(),
                        () -> {
                            try (ServerSocket full = full()) {
                                bytes.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                                        .connect(full.getLocalSocketAddress());
                            } finally {
                                log.add("finally");
                            }
                        });
        awaitUntil(() -> isRegistered(1));
        endpoints.endOurLoop();
        awaitUntil(task::isDone);
        assertThat(log).containsExactly("finally");
    }

    /* One that answers nobody: its queue of connections to be accepted is full. */
    private static ServerSocket full() throws IOException {
        ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        List<java.nio.channels.SocketChannel> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            java.nio.channels.SocketChannel channel = java.nio.channels.SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(full.getLocalSocketAddress());
            waiting.add(channel);
        }
        KEPT.addAll(waiting);
        return full;
    }

    private static final List<java.nio.channels.SocketChannel> KEPT = new ArrayList<>();

    @AfterEach
    void closeKept() throws IOException {
        for (java.nio.channels.SocketChannel each : KEPT) each.close();
        KEPT.clear();
    }

    @Test
    void theLoopsEndClosesOneThatIsOpen() throws Exception {
        SocketAddress address = echo();
        CompletableFuture<Void> task =
                LoopOfTasks.start(
                        ours(),
                        () -> {
                            Connection<ByteBuf> upstream = bytes.connect(address);
                            try {
                                upstream.write(Embedded.buffer("hello"));
                                log.add(Embedded.text(upstream.read()));
                                Task.sleep(Duration.ofDays(1));
                            } catch (Cancelled cancelled) {
                                log.add("cancelled");
                                throw cancelled;
                            }
                        });
        awaitUntil(() -> log.contains("hello"));
        endpoints.endOurLoop();
        awaitUntil(task::isDone);
        assertThat(log).containsExactly("hello", "cancelled");
    }

    // TLS.

    private SocketAddress echoUnderTls() {
        return endpoints.acceptElsewhere(
                pipeline -> {
                    try {
                        Channel channel = pipeline.channel();
                        pipeline.addLast(
                                Certificates.server("TLSv1.3").newHandler(channel.alloc()));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    pipeline.addLast(
                            coroutine(
                                    them -> {
                                        try {
                                            Conformance.echo(them);
                                        } catch (IOException itDoesNotTrustUs) {
                                            log.add("not trusted");
                                        }
                                    }));
                });
    }

    @Test
    void underTlsItReturnsWhenTheServerHasProvedItsName() throws Exception {
        SocketAddress address = echoUnderTls();
        run(
                () -> {
                    try (Connection<ByteBuf> upstream =
                            bytes.withTls(Certificates.client("TLSv1.3"), "localhost")
                                    .connect(address)) {
                        upstream.write(Embedded.buffer("hello"));
                        log.add(Embedded.text(upstream.read()));
                    }
                });
        assertThat(log.remove()).isEqualTo("hello");
    }

    @Test
    void underTlsAServerWithAnotherNameIsAFailureAlthoughTheContextLetsItPass() throws Exception {
        SocketAddress address = echoUnderTls();
        run(
                () ->
                        assertThatThrownBy(
                                        () ->
                                                bytes.withTls(
                                                                Certificates.client("TLSv1.3"),
                                                                "example.org")
                                                        .connect(address))
                                .isInstanceOf(ConnectFailedException.class)
                                .hasMessageContaining("TLS handshake")
                                .hasMessageContaining("example.org")
                                .hasCauseInstanceOf(SSLException.class));
    }
}
