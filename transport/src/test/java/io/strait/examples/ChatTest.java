package io.strait.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.task.Broadcast;
import io.strait.transport.CoroutineHandler;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The chat as its guests see it, those who don't listen included.
@ExtendWith(ScenarioExtension.class)
class ChatTest {
    private static final String LONG = "x".repeat(1_000);

    private final Chat chat = new Chat(new Broadcast<>());

    private Peer client(Scenario scenario) {
        return scenario.connectLines(chat);
    }

    private Peer guest(Scenario scenario, String name) {
        Peer guest = client(scenario);
        guest.expect("* your name?\n");
        guest.send(name + "\n");
        guest.expectNothing(); // so it has joined
        return guest;
    }

    @Test
    void twoHearEachOther(Scenario scenario) {
        Peer alice = guest(scenario, "alice");
        Peer bob = guest(scenario, "bob");
        alice.expect("* bob is here\n");
        alice.send("hello\n");
        bob.expect("alice: hello\n");
        bob.send("hello yourself\n");
        alice.expect("bob: hello yourself\n");
        bob.expectNothing();
    }

    @Test
    void allHearTheSameInTheSameOrder() throws Exception {
        Scenario.inRandomOrders(
                50,
                scenario -> {
                    List<Peer> speakers = List.of(guest(scenario, "alice"), guest(scenario, "bob"));
                    List<Peer> listeners =
                            List.of(guest(scenario, "carol"), guest(scenario, "dave"));
                    scenario.untilAllParked();
                    listeners.get(0).expect("* dave is here\n");
                    for (Peer speaker : speakers) speaker.send("1\n2\n3\n");
                    String heard = listeners.get(0).received();
                    assertThat(heard.lines()).hasSize(6);
                    assertThat(listeners.get(1).received()).isEqualTo(heard);
                });
    }

    @Test
    void whoDoesNotReadHasToGoAndHoldsNobodyUp(Scenario scenario) {
        Peer alice = guest(scenario, "alice");
        Peer bob = guest(scenario, "bob");
        Peer carol = guest(scenario, "carol");
        alice.expect("* bob is here\n* carol is here\n");
        bob.expect("* carol is here\n");
        carol.pause();
        for (int i = 1; i <= 500; i++) {
            alice.send(i + LONG + "\n");
            bob.received();
        }
        alice.expect("* carol has left\n"); // at once, as no time has passed
        assertThat(chat.room().subscriptions()).isEqualTo(2);
        carol.resume();
        assertThat(carol.received()).startsWith("alice: 1x").endsWith("x\n");
        carol.expectEnd();
    }

    @Test
    void theOthersAreToldWhoLeaves(Scenario scenario) {
        for (Consumer<Peer> leaves : List.<Consumer<Peer>>of(Peer::close, Peer::reset)) {
            Peer alice = guest(scenario, "alice");
            Peer bob = guest(scenario, "bob");
            alice.expect("* bob is here\n");
            bob.send("good night\n");
            alice.expect("bob: good night\n");
            leaves.accept(bob);
            alice.expect("* bob has left\n");
            alice.close();
            alice.expectEnd();
        }
    }

    /// Also if it doesn't listen at the time.
    @Test
    void whoIsCutOffIsNotLeftBehind(Scenario scenario) {
        Peer alice = guest(scenario, "alice");
        Peer bob = guest(scenario, "bob");
        alice.expect("* bob is here\n");
        bob.pause();
        for (int i = 0; i < 100; i++) alice.send(LONG + "\n");
        bob.reset();
        alice.expect("* bob has left\n");
        assertThat(chat.room().subscriptions()).isEqualTo(1);
    }

    /// What cancels the coroutine, while it waits: it can still say that it leaves.
    @Test
    void theOthersAreToldOfAHandlerThatIsTakenOut(Scenario scenario) {
        Peer alice = guest(scenario, "alice");
        Peer bob = guest(scenario, "bob");
        alice.expect("* bob is here\n");
        bob.channel().pipeline().remove(CoroutineHandler.class);
        alice.expect("* bob has left\n");
    }

    @Test
    void aGuestThatGoesAwayAnywhereLeavesNothingBehind() {
        String said = "bob\nhello\nhel";
        for (int length = 0; length <= said.length(); length++) {
            for (Consumer<Peer> goesAway : List.<Consumer<Peer>>of(Peer::close, Peer::reset)) {
                try (Scenario scenario = Scenario.begin()) {
                    Peer alice = guest(scenario, "alice");
                    Peer bob = client(scenario);
                    bob.send(said.substring(0, length));
                    goesAway.accept(bob);
                    scenario.untilAllParked();
                    assertThat(bob.channel().isOpen()).isFalse();
                    assertThat(chat.room().subscriptions()).isEqualTo(1);
                    alice.close();
                    scenario.untilAllParked();
                    assertThat(chat.room().subscriptions()).isZero();
                }
            }
        }
    }

    @Test
    void aRoomThatClosesEndsItsConnections(Scenario scenario) {
        Peer alice = guest(scenario, "alice");
        chat.room().close();
        alice.expect("* the room is closed\n");
        alice.expectEnd();
    }
}
