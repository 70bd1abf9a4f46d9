package io.strait.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.strait.examples.RateLimiter.TooFast;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Four commands per second, for each connection.
@ExtendWith(ScenarioExtension.class)
class RateLimiterTest {
    private static Peer client(Scenario scenario, TooFast tooFast) {
        return scenario.connectLines(new RateLimiter(4, tooFast));
    }

    @Test
    void whoIsTooFastIsRefused(Scenario scenario) {
        Peer client = client(scenario, TooFast.REFUSE);
        client.send("1\n2\n3\n4\n5\n");
        client.expect("250 1\n250 2\n250 3\n250 4\n450 too fast, wait 250 ms\n");
        scenario.clock().advance(ofMillis(249));
        client.send("6\n");
        client.expect("450 too fast, wait 1 ms\n");
        scenario.clock().advance(ofMillis(1));
        client.send("7\n8\n");
        client.expect("250 7\n450 too fast, wait 250 ms\n");
    }

    @Test
    void aPauseGivesNoMoreThanASecondsWorth(Scenario scenario) {
        Peer client = client(scenario, TooFast.REFUSE);
        scenario.clock().advance(ofSeconds(60));
        client.send("1\n2\n3\n4\n5\n");
        client.expect("250 1\n250 2\n250 3\n250 4\n450 too fast, wait 250 ms\n");
    }

    @Test
    void eachConnectionHasItsOwn(Scenario scenario) {
        Peer alice = client(scenario, TooFast.REFUSE);
        Peer bob = client(scenario, TooFast.REFUSE);
        alice.send("1\n2\n3\n4\n");
        alice.expect("250 1\n250 2\n250 3\n250 4\n");
        bob.send("1\n");
        bob.expect("250 1\n");
    }

    @Test
    void whoIsTooFastIsDelayed(Scenario scenario) {
        Peer client = client(scenario, TooFast.DELAY);
        client.send("1\n2\n3\n4\n5\n6\n7\n");
        client.expect("250 1\n250 2\n250 3\n250 4\n");
        client.expectNothing();
        scenario.clock().advance(ofMillis(250));
        client.expect("250 5\n");
        client.expectNothing();
        scenario.clock().advance(ofMillis(500));
        client.expect("250 6\n250 7\n");
    }

    @Test
    void manyTakeTheirTimeAndAllAreAnswered(Scenario scenario) {
        Peer client = client(scenario, TooFast.DELAY);
        client.send("x\n".repeat(44));
        client.close();
        scenario.clock().autoJump();
        client.expect("250 x\n".repeat(44));
        client.expectEnd();
        assertThat(scenario.clock().elapsed()).isEqualTo(ofSeconds(10));
    }

    @Test
    void whoIsCutOffWhileItWaitsIsNotLeftBehind(Scenario scenario) {
        Peer client = client(scenario, TooFast.DELAY);
        client.send("x\n".repeat(44));
        client.expect("250 x\n".repeat(4));
        client.reset();
        scenario.untilAllParked();
        assertThat(client.channel().isOpen()).isFalse();
    }
}
