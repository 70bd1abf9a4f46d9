package io.strait.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.strait.task.Cancelled;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.task.Task;
import io.strait.transport.ConnectFailedException.Attempt;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Connecting, against peers that accept when the test says so. (Over sockets:
/// [ConnectorConformanceTest].)
class ConnectorTest extends ConnectorFixture {
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
}
