package io.strait.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.strait.task.Cancelled;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.task.Loop;
import io.strait.task.Subtask;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.ConnectFailedException.Attempt;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.ThrowingConsumer;

/// Connecting, against peers that accept when the test says so. (Over sockets:
/// [ConnectorConformanceTest].)
@ExtendWith(ScenarioExtension.class)
class ConnectorTest {
    private static final InetSocketAddress SIX_1 = address("2001:db8::1");
    private static final InetSocketAddress SIX_2 = address("2001:db8::2");
    private static final InetSocketAddress SIX_3 = address("2001:db8::3");
    private static final InetSocketAddress FOUR = address("192.0.2.1");
    private static final Duration START = Connector.DELAY;

    private final List<Object> log = new ArrayList<>();

    private final Connector<ByteBuf> service =
            Connector.of(ByteBuf.class)
                    .withResolver(
                            new ScriptedResolver(
                                    "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"));

    private static InetSocketAddress address(String numbers) {
        return new InetSocketAddress(numbers, 7);
    }

    /* Runs the code in the coroutine of a connection with a client, who is in no hurry. */
    private Peer run(Scenario scenario, ThrowingConsumer<Connection<ByteBuf>> code) {
        Peer client =
                scenario.connect(
                        connection -> {
                            try {
                                code.accept(connection);
                            } catch (Cancelled cancelled) {
                                throw cancelled;
                            } catch (Throwable thrown) {
                                log.add(thrown);
                            }
                        });
        scenario.untilAllParked();
        return client;
    }

    private void connect(Connector<ByteBuf> connector) throws IOException {
        try (Connection<ByteBuf> upstream = connector.connect("service", 7)) {
            log.add(upstream.channel().remoteAddress());
            upstream.write(Embedded.buffer("hello"));
        }
    }

    private <T extends Throwable> T thrown(Class<T> type) {
        assertThat(log).singleElement().isInstanceOf(type);
        return type.cast(log.getFirst());
    }

    private static void expectNoAttempt(Scenario scenario, InetSocketAddress address) {
        assertThatThrownBy(() -> scenario.refuse(address)).isInstanceOf(AssertionError.class);
    }

    // The race.

    @Test
    void theFamiliesTakeTurnsAndEachHasAStartOverTheNext(Scenario scenario) {
        run(scenario, client -> connect(service));
        List<InetSocketAddress> order = List.of(SIX_1, FOUR, SIX_2, SIX_3);
        for (int i = 1; i < order.size(); i++) {
            scenario.clock().advance(START.minusMillis(1));
            expectNoAttempt(scenario, order.get(i));
            scenario.clock().advance(ofMillis(1));
            if (i < order.size() - 1) expectNoAttempt(scenario, order.get(i + 1));
        }
        scenario.accept(SIX_2).expect("hello");
        assertThat(log).containsExactly(SIX_2);
        for (InetSocketAddress loser : List.of(SIX_1, FOUR, SIX_3))
            expectNoAttempt(scenario, loser); // any more
    }

    @Test
    void whenOneFailsTheNextBeginsAtOnceWithAStartOfItsOwn(Scenario scenario) {
        run(scenario, client -> connect(service));
        scenario.clock().advance(START.minusMillis(1));
        scenario.refuse(SIX_1);
        scenario.clock().advance(START.minusMillis(1));
        expectNoAttempt(scenario, SIX_2);
        scenario.accept(FOUR).expect("hello");
    }

    @Test
    void withoutADelayAllBeginAtOnce(Scenario scenario) {
        run(scenario, client -> connect(service.withAttemptDelay(Duration.ZERO)));
        scenario.accept(SIX_3).expect("hello");
    }

    @Test
    void itFailsWithTheLastAndSaysWhatBecameOfEach(Scenario scenario) {
        run(
                scenario,
                client -> connect(service.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 900)));
        scenario.clock().advance(ofMillis(100));
        scenario.refuse(SIX_1);
        scenario.refuse(FOUR);
        scenario.refuse(SIX_2);
        scenario.clock().advance(ofMillis(900));
        ConnectFailedException failed = thrown(ConnectFailedException.class);
        assertThat(failed.attempts())
                .extracting(Attempt::address)
                .isEqualTo(List.of(SIX_1, FOUR, SIX_2, SIX_3));
        assertThat(failed.attempts())
                .extracting(Attempt::time)
                .containsExactly(ofMillis(100), Duration.ZERO, Duration.ZERO, ofMillis(900));
        assertThat(failed)
                .isInstanceOf(ConnectException.class)
                .hasCause(failed.attempts().getFirst().failure())
                .hasMessageContaining("service")
                .hasMessageContaining("/192.0.2.1:7: connection refused after 0 ms;")
                .hasMessageContaining("no answer within 900 ms after 900 ms");
        assertThat(failed.getSuppressed()).hasSize(3);
        assertThat(failed.getSuppressed()[2]).isInstanceOf(ConnectTimeoutException.class);
    }

    @Test
    void anUnknownNameFailsAtOnce(Scenario scenario) {
        run(scenario, client -> service.connect("nobody", 7));
        ConnectFailedException failed = thrown(ConnectFailedException.class);
        assertThat(failed)
                .hasMessageContaining("nobody")
                .hasCauseInstanceOf(UnknownHostException.class);
        assertThat(failed.attempts()).isEmpty();
    }

    @Test
    void aNameWithoutAddressesIsAFailureToo(Scenario scenario) {
        run(scenario, client -> connect(service.withResolver(new ScriptedResolver())));
        assertThat(thrown(ConnectFailedException.class)).hasMessageContaining("no address");
    }

    @Test
    void whoIsCancelledInTheMiddleClosesAllAttempts(Scenario scenario) {
        Peer client =
                run(
                        scenario,
                        connection -> {
                            try {
                                connect(service);
                            } catch (Cancelled cancelled) {
                                log.add(cancelled.getSuppressed()[0]);
                                throw cancelled;
                            }
                        });
        scenario.clock().advance(START);
        client.reset();
        scenario.untilAllParked();
        for (InetSocketAddress each : List.of(SIX_1, FOUR, SIX_2)) expectNoAttempt(scenario, each);
        assertThat(thrown(ConnectFailedException.class))
                .hasMessageContaining(SIX_1 + ": no answer after 250 ms; ")
                .hasMessageContaining("2 more were not tried");
    }

    @Test
    void theDeadlineOfTheCodeAroundIsThatOfAllAttempts(Scenario scenario) {
        run(scenario, client -> Deadline.failAfter(ofSeconds(1), () -> connect(service)));
        scenario.clock().advance(ofMillis(300));
        scenario.refuse(SIX_1);
        scenario.clock().advance(ofMillis(700));
        expectNoAttempt(scenario, FOUR);
        Throwable inside = thrown(CancelledByTimeoutException.class).getCause();
        assertThat(((ConnectFailedException) inside.getSuppressed()[0]).attempts())
                .extracting(Attempt::failure)
                .hasSize(4)
                .last()
                .isNull();
    }

    @Test
    void oneThatIsConnectedAfterTheRaceIsClosed(Scenario scenario) {
        run(
                scenario,
                client -> {
                    NettyTask task = (NettyTask) Task.current();
                    Race race = new Race(task.loop, List.of(), Map.of(), 0, log::add);
                    assertThat(race.run(task)).isFalse();
                    EmbeddedChannel late = new EmbeddedChannel(new Contender(race, FOUR, 0));
                    assertThat(late.isOpen()).isFalse();
                });
        assertThat(log).isEmpty();
    }

    // The pipeline.

    @Test
    void onlyTheWinnerGetsAPipelineAndThatIsToldThatItIsActive(Scenario scenario) {
        Connector<ByteBuf> connector =
                service.withPipeline(
                        pipeline -> {
                            log.add("built, active: " + pipeline.channel().isActive());
                            pipeline.addFirst(
                                    new ChannelInboundHandlerAdapter() {
                                        @Override
                                        public void channelActive(ChannelHandlerContext context) {
                                            log.add("active");
                                            context.fireChannelActive();
                                        }
                                    });
                        });
        run(scenario, client -> connect(connector));
        scenario.clock().advance(START);
        scenario.accept(SIX_1).expect("hello");
        assertThat(log).containsExactly("built, active: true", "active", SIX_1);
    }

    @Test
    void ifThePipelineCannotBeBuiltTheConnectThrowsThat(Scenario scenario) {
        IllegalStateException notToday = new IllegalStateException("not today");
        Connector<ByteBuf> connector =
                service.withPipeline(
                        pipeline -> {
                            throw notToday;
                        });
        run(scenario, client -> connect(connector));
        scenario.accept(SIX_1).expectEnd();
        assertThat(log).containsExactly(notToday);
        expectNoAttempt(scenario, FOUR);
    }

    // The connection.

    private Connection<ByteBuf> open() throws IOException {
        return Connector.of(ByteBuf.class).connect("upstream", 7);
    }

    @Test
    void severalTasksUseItAndWhatTheyWriteIsFlushedWhenTheyWait(Scenario scenario) {
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = open()) {
                        TaskScope.run(
                                scope -> {
                                    scope.fork(
                                            () -> {
                                                upstream.write(Embedded.buffer("a"));
                                                Task.sleep(ofSeconds(1));
                                                upstream.write(Embedded.buffer("b"));
                                            });
                                    log.add(Embedded.text(upstream.read()));
                                    return null;
                                });
                        log.add(Embedded.text(upstream.read()));
                    }
                });
        Peer upstream = scenario.accept(InetSocketAddress.createUnresolved("upstream", 7));
        upstream.expect("a");
        upstream.send("one");
        upstream.send("two");
        scenario.clock().advance(ofSeconds(1));
        upstream.expect("b");
        upstream.expectEnd();
        assertThat(log).containsExactly("one", "two");
    }

    @Test
    void aSecondReaderIsRefused(Scenario scenario) {
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = open()) {
                        TaskScope.run(
                                scope -> {
                                    scope.fork(() -> log.add(upstream.read()));
                                    Task.yieldNow();
                                    return upstream.read();
                                });
                    }
                });
        scenario.accept();
        scenario.untilAllParked();
        assertThat(thrown(IllegalStateException.class)).hasMessageContaining("has one reader");
    }

    @Test
    void itIsClosedWhenTheTaskThatHasOpenedItEnds(Scenario scenario) {
        List<Connection<?>> opened = new ArrayList<>();
        Peer client =
                run(
                        scenario,
                        connection -> {
                            TaskScope.run(
                                    scope -> {
                                        Subtask<?> fork =
                                                scope.fork(
                                                        () -> {
                                                            opened.add(open());
                                                            opened.getFirst()
                                                                    .write(Embedded.buffer("last"));
                                                        });
                                        fork.join();
                                        log.add(opened.getFirst().read());
                                        return null;
                                    });
                            opened.add(open());
                            connection.read().release();
                        });
        Peer first = scenario.accept();
        first.expect("last");
        first.expectEnd();
        assertThat(log).containsOnlyNulls();
        Peer second = scenario.accept();
        second.expectNothing();
        client.send("go on");
        second.expectEnd();
    }

    @Test
    void whatWasReceivedAndNotReadIsReleasedWithAPeerThatIsGone(Scenario scenario) {
        Peer client =
                run(
                        scenario,
                        connection -> {
                            Connection<ByteBuf> upstream = open();
                            Embedded.text(upstream.read());
                            connection.read();
                        });
        Peer upstream = scenario.accept();
        upstream.sendMessages(Embedded.buffer("read"), Embedded.buffer("not read"));
        scenario.untilAllParked();
        upstream.reset();
        scenario.untilAllParked();
        client.close();
    }

    @Test
    void aFailureThatNobodyHasReadGoesDownThePipelineAtItsClose(Scenario scenario) {
        IOException broken = new IOException("a decoder has failed");
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = open()) {
                        upstream.channel().pipeline().fireExceptionCaught(broken);
                    }
                    Task.sleep(ofSeconds(1));
                });
        Peer upstream = scenario.accept();
        scenario.untilAllParked();
        assertThat(upstream.expectFailure(IOException.class)).isSameAs(broken);
        scenario.clock().advance(ofSeconds(1));
    }

    @Test
    void aWriteThatFailsAfterTheCloseGoesDownThePipeline(Scenario scenario) {
        HoldWrites hold = new HoldWrites();
        Connector<ByteBuf> connector =
                Connector.of(ByteBuf.class).withPipeline(pipeline -> pipeline.addLast(hold));
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = connector.connect("upstream", 7)) {
                        upstream.write(Embedded.buffer("lost"));
                    }
                    Task.sleep(ofSeconds(1));
                });
        Peer upstream = scenario.accept();
        scenario.untilAllParked();
        IOException broken = new IOException("broken");
        hold.fail(broken);
        assertThat(upstream.expectFailure(IOException.class)).isSameAs(broken);
        upstream.expectEnd();
        scenario.clock().advance(ofSeconds(1));
    }

    @Test
    void closingHasALimit(Scenario scenario) {
        Connector<ByteBuf> connector =
                Connector.of(ByteBuf.class)
                        .withConnectionOptions(
                                ConnectionOptions.DEFAULT.withCloseLimit(ofSeconds(5)));
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = connector.connect("upstream", 7)) {
                        upstream.read().release();
                        upstream.write(Embedded.buffer("not taken"));
                    }
                });
        Peer upstream = scenario.accept();
        upstream.pause();
        upstream.send("go on");
        scenario.clock().advance(ofSeconds(4));
        assertThat(upstream.channel().isOpen()).isTrue();
        scenario.clock().advance(ofSeconds(1));
        assertThat(upstream.channel().isOpen()).isFalse();
        upstream.expectFailure(IOException.class);
    }

    @Test
    void whoTakesItOutOfThePipelineHandsTheChannelOver(Scenario scenario) {
        run(
                scenario,
                client -> {
                    Connection<ByteBuf> upstream = open();
                    assertThat(Embedded.text(upstream.read())).isEqualTo("one");
                    upstream.channel().pipeline().remove(CoroutineHandler.class);
                    assertThat(upstream.channel().config().isAutoRead()).isTrue();
                    log.add(upstream.read());
                });
        Peer upstream = scenario.accept();
        upstream.send("one");
        scenario.untilAllParked();
        upstream.expectNothing();
        assertThat(log).containsOnlyNulls();
        assertThat(upstream.channel().isOpen()).isTrue();
        upstream.channel().close();
    }

    @Test
    void itIsForTheCodeOfATaskOnALoopOfNettys() {
        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Loop.run(this::open))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event loop of Netty's");
    }
}
