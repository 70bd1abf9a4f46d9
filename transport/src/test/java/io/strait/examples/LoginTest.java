package io.strait.examples;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The login as its clients see it, codecs and time limits included.
@ExtendWith(ScenarioExtension.class)
class LoginTest {
    private static Peer client(Scenario scenario) {
        return scenario.connectLines(new Login(Map.of("alice", "secret")));
    }

    private static Peer alice(Scenario scenario) {
        Peer alice = client(scenario);
        alice.expect("220 hello\n");
        alice.send("USER alice\n");
        alice.expect("331 password?\n");
        alice.send("PASS secret\n");
        alice.expect("230 welcome, alice\n");
        return alice;
    }

    @Test
    void whoKnowsThePasswordIsServed(Scenario scenario) {
        Peer alice = alice(scenario);
        alice.send("WHO\n");
        alice.expect("200 alice\n");
        alice.send("QUIT\n");
        alice.expect("221 bye\n");
        alice.expectEnd();
    }

    @Test
    void whoDoesNotIsAskedThreeTimes(Scenario scenario) {
        Peer mallory = client(scenario);
        mallory.expect("220 hello\n");
        for (int i = 0; i < 3; i++) {
            mallory.send("USER alice\nPASS " + i + "\n");
            mallory.expect("331 password?\n530 no\n");
        }
        mallory.expect("421 too many attempts\n");
        mallory.expectEnd();
    }

    @Test
    void eachCommandHasThirtySeconds(Scenario scenario) {
        Peer alice = alice(scenario);
        scenario.clock().advance(ofSeconds(29));
        alice.send("WHO\n");
        alice.expect("200 alice\n");
        scenario.clock().advance(ofSeconds(29));
        alice.expectNothing();
        scenario.clock().advance(ofSeconds(1));
        alice.expect("421 too slow\n");
        alice.expectEnd();
    }

    @Test
    void halfACommandIsNone(Scenario scenario) {
        Peer alice = alice(scenario);
        alice.send("WH");
        scenario.clock().autoJump();
        alice.expect("421 too slow\n");
        alice.expectEnd();
        assertThat(scenario.clock().elapsed()).isEqualTo(Login.LIMIT);
    }

    @Test
    void commandsComeInTheirOrder(Scenario scenario) {
        Peer alice = client(scenario);
        alice.expect("220 hello\n");
        alice.send("PASS secret\n");
        alice.expect("503 USER first\n");
    }

    /// Wherever a client falls silent, hangs up or is cut off: nothing leaks, and nobody is left.
    @Test
    void aClientThatGoesAwayAnywhereLeavesNothingBehind() {
        String said = "USER alice\nPASS secret\nWHO\nWH";
        List<BiConsumer<Scenario, Peer>> ways =
                List.of(
                        (scenario, client) -> client.close(),
                        (scenario, client) -> client.reset(),
                        (scenario, client) -> scenario.clock().advance(Login.LIMIT));
        for (int length = 0; length <= said.length(); length++) {
            for (BiConsumer<Scenario, Peer> goesAway : ways) {
                try (Scenario scenario = Scenario.begin()) {
                    Peer client = client(scenario);
                    client.send(said.substring(0, length));
                    goesAway.accept(scenario, client);
                    scenario.untilAllParked();
                    assertThat(client.channel().isOpen()).isFalse();
                }
            }
        }
    }
}
