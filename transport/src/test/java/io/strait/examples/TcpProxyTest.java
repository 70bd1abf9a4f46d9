package io.strait.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.strait.task.CancelledByTimeoutException;
import io.strait.transport.ConnectFailedException;
import io.strait.transport.CoroutineHandler;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The proxy, between two peers of the test's.
@ExtendWith(ScenarioExtension.class)
class TcpProxyTest {
    private static final Duration CONNECT = ofSeconds(5);
    private static final Duration IDLE = ofSeconds(60);

    private static Peer client(Scenario scenario) {
        InetSocketAddress upstream = InetSocketAddress.createUnresolved("upstream", 80);
        return scenario.connect(CoroutineHandler.of(new TcpProxy(upstream, CONNECT, IDLE)));
    }

    @Test
    void bytesGoBothWays(Scenario scenario) {
        Peer client = client(scenario);
        client.send("hello, "); // before there is an upstream
        Peer upstream = scenario.accept();
        client.send("server");
        upstream.expect("hello, server");
        upstream.send("hello, client");
        client.expect("hello, client");
    }

    @Test
    void whoEndsItsOutputStillGetsTheAnswer(Scenario scenario) {
        Peer client = client(scenario);
        Peer upstream = scenario.accept();
        client.send("all of it");
        client.close();
        upstream.expect("all of it");
        upstream.expectEnd();
        upstream.send("received");
        client.expect("received");
        upstream.close();
        client.expectEnd();
    }

    @Test
    void whoIsSlowSlowsTheOtherSide(Scenario scenario) {
        Peer client = client(scenario);
        Peer upstream = scenario.accept();
        upstream.pause();
        byte[] piece = new byte[1_000];
        for (int i = 0; i < 1_000; i++) client.send(piece);
        scenario.untilAllParked();
        assertThat(upstream.channel().isWritable()).isFalse();
        assertThat(upstream.channel().bytesBeforeWritable()).isLessThan(100_000);
        upstream.resume();
        upstream.expect(new byte[1_000_000]);
    }

    @Test
    void anUpstreamThatDoesNotAcceptInTimeCostsTheClientItsConnection(Scenario scenario) {
        Peer client = client(scenario);
        scenario.clock().advance(CONNECT.minusMillis(1));
        client.expectNothing();
        scenario.clock().advance(ofMillis(1));
        client.expectEnd();
        client.expectFailure(CancelledByTimeoutException.class);
    }

    @Test
    void soDoesOneThatRefuses(Scenario scenario) {
        Peer client = client(scenario);
        scenario.refuse();
        client.expectEnd();
        client.expectFailure(ConnectFailedException.class);
    }

    @Test
    void trafficOneWayKeepsTheOtherWayOpen(Scenario scenario) {
        Peer client = client(scenario);
        Peer upstream = scenario.accept();
        for (int i = 0; i < 10; i++) {
            scenario.clock().advance(IDLE.minusMillis(1));
            upstream.send("tick");
            client.expect("tick");
        }
        scenario.clock().advance(IDLE.multipliedBy(2));
        client.expectEnd();
        upstream.expectEnd();
        assertThat(client.expectFailure(ExecutionException.class))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aClientThatIsCutOffEndsTheUpstream(Scenario scenario) {
        Peer client = client(scenario);
        Peer upstream = scenario.accept();
        upstream.send("to be lost");
        client.reset();
        upstream.expectEnd();
    }
}
