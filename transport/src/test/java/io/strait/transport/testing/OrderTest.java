package io.strait.transport.testing;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who is first among those that are ready at the same time, and whether it is the same again.
class OrderTest {
    private static final int SEEDS = 50;

    /// The orders in which something happens, over many seeds.
    private static Set<List<Object>> orders(Ordered story) throws Exception {
        Set<List<Object>> orders = new HashSet<>();
        Scenario.inRandomOrders(
                SEEDS,
                scenario -> {
                    List<Object> order = new ArrayList<>();
                    story.play(scenario, order);
                    orders.add(order);
                });
        return orders;
    }

    @FunctionalInterface
    private interface Ordered {
        void play(Scenario scenario, List<Object> order) throws Exception;
    }

    private static void forkThree(Scenario scenario, List<Object> order) {
        scenario.connect(
                connection ->
                        TaskScope.run(
                                scope -> {
                                    for (int i = 0; i < 3; i++) {
                                        int number = i;
                                        scope.fork(() -> order.add(number));
                                    }
                                    return null;
                                }));
        scenario.untilAllParked();
    }

    @Test
    void tasksThatAreReadyAtTheSameTimeRunInAnyOrder() throws Exception {
        assertThat(orders(OrderTest::forkThree)).hasSizeGreaterThan(3);
    }

    @Test
    void soDoThoseWhoseTimeIsOverAtTheSameTime() throws Exception {
        assertThat(
                        orders(
                                (scenario, order) -> {
                                    for (int i = 0; i < 3; i++) {
                                        int number = i;
                                        scenario.connect(
                                                connection -> {
                                                    Task.sleep(ofSeconds(1));
                                                    order.add(number);
                                                });
                                    }
                                    scenario.clock().advance(ofSeconds(1));
                                }))
                .hasSizeGreaterThan(3);
    }

    @Test
    void whatSeveralPeersSendArrivesInAnyOrder() throws Exception {
        assertThat(
                        orders(
                                (scenario, order) -> {
                                    List<Peer> peers = new ArrayList<>();
                                    for (int i = 0; i < 3; i++) {
                                        int number = i;
                                        peers.add(
                                                scenario.connect(
                                                        connection -> {
                                                            connection.read();
                                                            order.add(number);
                                                        }));
                                    }
                                    for (Peer peer : peers) peer.close();
                                    scenario.untilAllParked();
                                }))
                .hasSizeGreaterThan(3);
    }

    @Test
    void whatOnePeerSendsArrivesInItsOrder() throws Exception {
        assertThat(
                        orders(
                                (scenario, order) -> {
                                    Peer peer = scenario.connect(OrderTest::echo);
                                    peer.send("a");
                                    peer.send("b");
                                    peer.send("c");
                                    order.add(peer.received());
                                }))
                .containsExactly(List.of("abc"));
    }

    private static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }

    @Test
    void aSeedRepeatsItsOrder() {
        List<List<Object>> orders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            for (int seed = 0; seed < 10; seed++) {
                List<Object> order = new ArrayList<>();
                try (Scenario scenario = Scenario.begin()) {
                    scenario.seed(seed);
                    forkThree(scenario, order);
                }
                orders.add(order);
            }
        }
        assertThat(orders.subList(0, 10)).isEqualTo(orders.subList(10, 20));
        assertThat(new HashSet<>(orders)).hasSizeGreaterThan(1);
    }

    @Test
    void aSeedComesBeforeEverythingElse() {
        try (Scenario scenario = Scenario.begin()) {
            scenario.connect(OrderTest::echo);
            assertThatThrownBy(() -> scenario.seed(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before the first peer connects");
        }
    }

    /// A task that lets the others run runs after them, in each order.
    @Test
    void whoYieldsIsBehindThoseWhoAreReady() throws Exception {
        assertThat(
                        orders(
                                (scenario, order) -> {
                                    scenario.connect(
                                            connection ->
                                                    TaskScope.run(
                                                            scope -> {
                                                                scope.fork(() -> order.add("fork"));
                                                                Task.yieldNow();
                                                                order.add("body");
                                                                return null;
                                                            }));
                                    scenario.untilAllParked();
                                }))
                .containsExactly(List.of("fork", "body"));
    }

    @Test
    void aStoryThatIsTheSameEachTimeIsDeterministic() throws Exception {
        Scenario.checkDeterminism(
                scenario -> {
                    forkThree(scenario, new ArrayList<>());
                    Peer peer = scenario.connect(OrderTest::echo);
                    peer.send("hello");
                    peer.expect("hello");
                });
    }

    @Test
    void whatComesFromElsewhereIsFoundWithItsPlace() {
        int[] runs = {0};
        assertThatThrownBy(
                        () ->
                                Scenario.checkDeterminism(
                                        scenario -> {
                                            Peer peer = scenario.connect(OrderTest::echo);
                                            peer.send("the same");
                                            peer.expect("the same");
                                            peer.send("run " + ++runs[0]);
                                            scenario.untilAllParked();
                                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("went two ways")
                .hasMessageContaining("peer 1 received \"the same\"")
                .hasMessageContaining("the first run went on with\n    0 s  peer 1 sent \"run 1\"")
                .hasMessageContaining("and the second one with\n    0 s  peer 1 sent \"run 2\"");
    }

    @Test
    void aTestCanCompareWhatItKnowsItself() {
        int[] runs = {0};
        assertThatThrownBy(
                        () -> Scenario.checkDeterminism(scenario -> scenario.note("" + ++runs[0])))
                .hasMessageContaining("note 1")
                .hasMessageContaining("note 2");
    }

    @Test
    void aStoryThatFailsNamesItsSeed() {
        assertThatThrownBy(
                        () ->
                                Scenario.inRandomOrders(
                                        1,
                                        scenario -> {
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose")
                .satisfies(
                        failure ->
                                assertThat(failure.getSuppressed()[0])
                                        .hasMessageContaining("scenario.seed("));
    }
}
