package io.strait.transport;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ScenarioExtension.class)
class TimeoutTest {
    private final List<Object> log = new ArrayList<>();

    private void readWithin(Connection<String> connection, Duration timeout) throws Exception {
        try {
            log.add(connection.read(timeout));
        } catch (TimeoutException e) {
            log.add("timeout");
        }
    }

    private static Peer connect(Scenario scenario, CoroutineHandler.Body<String> body) {
        return scenario.connect(CoroutineHandler.of(String.class, body));
    }

    private static void receive(Scenario scenario, Peer peer, Object... messages) {
        peer.sendMessages(messages);
        scenario.untilAllParked();
    }

    @Test
    void aReadTimesOutExactlyAtItsDeadlineAndLosesNothing(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        connection -> {
                            readWithin(connection, ofMillis(100));
                            log.add(connection.read());
                        });
        scenario.clock().advance(ofMillis(99));
        assertThat(log).isEmpty();
        scenario.clock().advance(ofMillis(1));
        assertThat(log).containsExactly("timeout");
        receive(scenario, peer, "late", "unread");
        assertThat(log).containsExactly("timeout", "late");
    }

    @Test
    void aMessageInTimeIsRead(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        connection -> {
                            readWithin(connection, ofMillis(100));
                            log.add(connection.read());
                        });
        scenario.clock().advance(ofMillis(99));
        receive(scenario, peer, "in time");
        scenario.clock().advance(Duration.ofSeconds(1));
        receive(scenario, peer, "later");
        assertThat(log).containsExactly("in time", "later");
    }

    @Test
    void eachTimedReadHasItsOwnDeadline(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        connection -> {
                            for (int i = 0; i < 4; i++) readWithin(connection, ofMillis(100));
                        });
        scenario.clock().advance(ofMillis(60));
        receive(scenario, peer, "a"); // the second read's deadline is at 160
        scenario.clock().advance(ofMillis(60));
        assertThat(log).containsExactly("a");
        scenario.clock().advance(ofMillis(39));
        assertThat(log).containsExactly("a");
        scenario.clock().advance(ofMillis(1));
        assertThat(log).containsExactly("a", "timeout");
        scenario.clock().advance(ofMillis(100));
        assertThat(log).containsExactly("a", "timeout", "timeout");
    }

    @Test
    void aShorterDeadlineIsNotHeldUpByALongerOne(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        connection -> {
                            readWithin(connection, Duration.ofSeconds(1));
                            readWithin(connection, ofMillis(10));
                        });
        receive(scenario, peer, "a");
        scenario.clock().advance(ofMillis(10));
        assertThat(log).containsExactly("a", "timeout");
    }

    @Test
    void anUntimedReadIsNotEndedByTheTimerOfAnEarlierOne(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        connection -> {
                            readWithin(connection, ofMillis(10));
                            log.add(connection.read());
                        });
        receive(scenario, peer, "a");
        scenario.clock().advance(ofMillis(100));
        assertThat(log).containsExactly("a");
        receive(scenario, peer, "b");
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void zeroTakesOnlyWhatIsThere(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        connection -> {
                            log.add(connection.read());
                            readWithin(connection, Duration.ZERO);
                            readWithin(connection, Duration.ZERO);
                            readWithin(connection, ofMillis(-1));
                        });
        receive(scenario, peer, "a", "b");
        assertThat(log).containsExactly("a", "b", "timeout", "timeout");
    }

    @Test
    void theLongestDurationIsNoTimeout(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        connection -> readWithin(connection, Duration.ofSeconds(Long.MAX_VALUE)));
        scenario.clock().advance(Duration.ofDays(10_000));
        receive(scenario, peer, "a");
        assertThat(log).containsExactly("a");
    }

    @Test
    void theEndComesBeforeTheTimeout(Scenario scenario) {
        Peer peer = connect(scenario, connection -> readWithin(connection, ofMillis(100)));
        peer.close();
        peer.expectEnd();
        assertThat(log).containsExactly((Object) null);
    }

    @Test
    void noTimerIsLeftBehindByAConnectionThatEnded(Scenario scenario) {
        Peer peer = connect(scenario, connection -> readWithin(connection, Duration.ofHours(1)));
        receive(scenario, peer, "a");
        assertThat(peer.channel().isOpen()).isFalse();
        scenario.clock().autoJump();
        peer.expectEnd();
        assertThat(scenario.clock().elapsed()).isZero();
    }
}
