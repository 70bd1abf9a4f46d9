package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a connection promises, on every medium and at either end. The promises are in the
 * subclasses, by theme. Where a medium is not available or lacks what a promise is about, the test
 * is skipped with the reason; where it runs, no buffer may leak.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.strait.transport.End#all")
@ExtendWith(TransportsPage.class)
@Timeout(120)
abstract class Conformance {
    /** What the coroutines saw. */
    final Queue<Object> log = new ConcurrentLinkedQueue<>();

    /** What went down the pipelines. A test that expects something there takes it out. */
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** The connections of the coroutines that have started and not ended. */
    private final Set<Connection<?>> running = ConcurrentHashMap.newKeySet();

    @Parameter End end;
    Endpoints endpoints;

    @BeforeEach
    void open() {
        if (end.medium().isKQueue()) KQueueOnLinux.ensureAvailable();
        end.medium().unavailability().ifPresent(Assumptions::abort);
        endpoints = new Endpoints(end);
    }

    @AfterEach
    void close() throws Exception {
        if (endpoints == null) return;
        List<Throwable> unexpected = List.copyOf(failures); // closing may well break what is open
        endpoints.close();
        assertThat(running).as("coroutines that outlive their event loop").isEmpty();
        assertThat(unexpected).as("failures that the test has not looked at").isEmpty();
        LeakPresenceDetector.check();
    }

    /** Skips the test on a medium without. */
    void needs(Medium.Feature feature) {
        end.medium().lack(feature).ifPresent(Assumptions::abort);
    }

    /** A connection with our coroutine at one end and the test itself at the other. */
    Peer open(CoroutineHandler.Body<ByteBuf> body) throws Exception {
        return openPipeline(pipeline -> pipeline.addLast(coroutine(body)));
    }

    /** A handler whose coroutine has to end, as that of each test. */
    CoroutineHandler<ByteBuf> coroutine(CoroutineHandler.Body<ByteBuf> body) {
        return CoroutineHandler.of(ending(body));
    }

    /** The same for decoded messages. */
    <M> CoroutineHandler<M> coroutine(Class<M> type, CoroutineHandler.Body<M> body) {
        return CoroutineHandler.of(type, ending(body));
    }

    private <M> CoroutineHandler.Body<M> ending(CoroutineHandler.Body<M> body) {
        return connection -> {
            running.add(connection);
            try {
                body.run(connection);
            } finally {
                running.remove(connection);
            }
        };
    }

    /** The same with more handlers. */
    Peer openPipeline(Consumer<ChannelPipeline> pipeline) throws Exception {
        return endpoints.open(logged(pipeline));
    }

    /** A connection with a channel at either end, of which the first one is under test. */
    void between(Consumer<ChannelPipeline> us, Consumer<ChannelPipeline> them) {
        needs(Medium.Feature.SECOND_END);
        endpoints.between(logged(us), logged(them));
    }

    Consumer<ChannelPipeline> logged(Consumer<ChannelPipeline> pipeline) {
        return pipeline.andThen(
                all ->
                        all.addLast(
                                new ChannelInboundHandlerAdapter() {
                                    @Override
                                    public void exceptionCaught(
                                            ChannelHandlerContext context, Throwable cause) {
                                        failures.add(cause);
                                    }
                                }));
    }

    /** For a coroutine: another one takes its place. */
    void handOver(Channel channel, CoroutineHandler.Body<ByteBuf> body) {
        channel.pipeline().addLast(coroutine(body));
        channel.pipeline().remove(CoroutineHandler.class); // the first of them
    }

    static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }

    /** Reads to the end, and says how many bytes there were. */
    static int count(Connection<ByteBuf> connection) throws IOException {
        int received = 0;
        for (ByteBuf data; (data = connection.read()) != null; data.release())
            received += data.readableBytes();
        return received;
    }

    static ByteBuf zeros(Connection<?> connection, int length) {
        return connection.channel().alloc().buffer(length).writeZero(length);
    }

    static ByteBuf copy(Connection<?> connection, byte[] bytes) {
        return connection.channel().alloc().buffer(bytes.length).writeBytes(bytes);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Waits until the coroutines have seen this. Nothing may have gone down the pipelines. */
    void awaitLog(Object... entries) {
        awaitUntil(() -> log.size() >= entries.length || !failures.isEmpty());
        assertThat(failures).isEmpty();
        assertThat(log).containsExactly(entries);
    }

    void awaitUntil(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60))
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(
                        () -> {
                            endpoints.runEmbedded();
                            return condition.call();
                        });
    }

    /**
     * Waits until a coroutine has logged its pipeline, as the last thing, and the handlers were all
     * taken out of it: for those that run on another thread, before the test takes that away.
     */
    void awaitDestroyed() {
        awaitUntil(() -> log.peek() instanceof ChannelPipeline);
        ChannelPipeline pipeline = (ChannelPipeline) log.remove();
        awaitUntil(() -> pipeline.firstContext() == null);
    }

    /** Whether all coroutines that have started have ended. */
    boolean noneRuns() {
        return running.isEmpty();
    }

    /** Has it done by the channel's event loop. */
    void onTheLoopOf(Channel channel, Runnable task) throws Exception {
        Future<?> done = channel.eventLoop().submit(task);
        awaitUntil(done::isDone);
        done.get();
    }

    /**
     * Does what blocks on a thread of its own, while the test does something else. What an embedded
     * channel is given never blocks, and has to come from the test's thread.
     */
    Thread meanwhile(Blocking code) {
        Runnable task =
                () -> {
                    try {
                        code.run();
                    } catch (Throwable t) {
                        failures.add(t);
                    }
                };
        if (end.medium() == Medium.EMBEDDED) task.run();
        return Thread.ofVirtual().start(end.medium() == Medium.EMBEDDED ? () -> {} : task);
    }

    @FunctionalInterface
    interface Blocking {
        void run() throws Exception;
    }
}
