package io.strait.examples;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The gateway, with upstreams that answer when the test says so.
@ExtendWith(ScenarioExtension.class)
class UpstreamsTest {
    private final List<CompletableFuture<String>> calls = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    private CompletableFuture<String> call(String request) {
        CompletableFuture<String> call = new CompletableFuture<>();
        asked.add(request);
        calls.add(call);
        return call;
    }

    private Peer client(Scenario scenario) {
        return scenario.connectLines(
                new Upstreams(
                        List.of(
                                request -> call("user " + request),
                                request -> call("orders " + request),
                                request -> call("offers " + request))));
    }

    /* The call that was made for this, wherever it came in the random order. */
    private CompletableFuture<String> call(Scenario scenario, String request) {
        scenario.untilAllParked();
        return calls.get(asked.lastIndexOf(request));
    }

    @Test
    void allAreAskedAtOnceAndAnsweredTogether(Scenario scenario) {
        Peer client = client(scenario);
        client.send("7\n");
        call(scenario, "offers 7").complete("none");
        scenario.clock().advance(Upstreams.LIMIT.minusMillis(1));
        call(scenario, "user 7").complete("alice");
        client.expectNothing();
        call(scenario, "orders 7").complete("tea");
        client.expect("200 alice, tea, none\n");
    }

    @Test
    void ifOneFailsTheOthersAreCalledOff(Scenario scenario) {
        Peer client = client(scenario);
        client.send("7\n");
        call(scenario, "user 7").complete("alice");
        call(scenario, "orders 7").completeExceptionally(new IOException("out of order"));
        client.expect("504 an upstream has failed\n");
        assertThat(call(scenario, "offers 7")).isCancelled();
        assertThat(scenario.clock().elapsed()).isZero();
    }

    @Test
    void anUpstreamThatIsNotThereHasFailed(Scenario scenario) {
        Peer client =
                scenario.connectLines(
                        new Upstreams(
                                List.of(
                                        this::call,
                                        request -> {
                                            throw new IllegalStateException("not today");
                                        })));
        client.send("7\n");
        client.expect("504 an upstream has failed\n");
        assertThat(calls).allMatch(CompletableFuture::isCancelled); // or it was never made
    }

    @Test
    void whenTheTimeIsOverAllAreCalledOff(Scenario scenario) {
        Peer client = client(scenario);
        client.send("7\n");
        call(scenario, "user 7").complete("alice");
        scenario.clock().advance(Upstreams.LIMIT.minusMillis(1));
        client.expectNothing();
        scenario.clock().advance(ofMillis(1));
        client.expect("504 too late\n");
        assertThat(call(scenario, "orders 7")).isCancelled();
        assertThat(call(scenario, "offers 7")).isCancelled();
    }

    @Test
    void theNextRequestHasItsOwnTime(Scenario scenario) {
        Peer client = client(scenario);
        client.send("7\n8\n");
        scenario.clock().advance(Upstreams.LIMIT);
        client.expect("504 too late\n");
        scenario.clock().advance(Upstreams.LIMIT.minusMillis(1));
        call(scenario, "user 8").complete("bob");
        call(scenario, "orders 8").complete("coffee");
        call(scenario, "offers 8").complete("tea");
        client.expect("200 bob, coffee, tea\n");
    }

    @Test
    void whoEndsItsOutputStillGetsTheAnswer(Scenario scenario) {
        Peer client = client(scenario);
        client.send("7\n");
        client.close();
        scenario.clock().autoJump();
        client.expect("504 too late\n");
        client.expectEnd();
    }

    @Test
    void forAClientThatIsCutOffNobodyGoesOnAsking(Scenario scenario) {
        Peer client = client(scenario);
        client.send("7\n");
        scenario.untilAllParked();
        client.reset();
        scenario.untilAllParked();
        assertThat(calls).hasSize(3).allMatch(CompletableFuture::isCancelled);
    }
}
