package io.strait.transport;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.strait.task.Cancelled;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of that which a coroutine has forked when its channel is gone.
@ExtendWith(ScenarioExtension.class)
class CancellationWhenGoneTest {
    private final List<String> log = new ArrayList<>();

    private void readAndSleep(Connection<ByteBuf> connection)
            throws IOException, ExecutionException {
        TaskScope.run(
                scope -> {
                    scope.fork(
                            () -> {
                                try {
                                    Task.sleep(ofHours(1));
                                    log.add("slept");
                                } catch (Cancelled cancelled) {
                                    log.add("cancelled");
                                    throw cancelled;
                                }
                            });
                    log.add("read " + connection.read());
                    return null;
                });
    }

    private Peer connect(Scenario scenario, ConnectionOptions options) {
        Peer peer =
                scenario.connect(CoroutineHandler.of(ByteBuf.class, options, this::readAndSleep));
        scenario.untilAllParked();
        return peer;
    }

    @Test
    void usuallyWhatItHasForkedGoesOn(Scenario scenario) {
        Peer peer = connect(scenario, ConnectionOptions.DEFAULT.withoutHalfClosure());
        peer.close();
        scenario.untilAllParked();
        assertThat(log).containsExactly("read null");
        scenario.clock().advance(ofHours(1));
        assertThat(log).containsExactly("read null", "slept");
    }

    @Test
    void ifAskedForItIsCancelled(Scenario scenario) {
        Peer peer =
                connect(
                        scenario,
                        ConnectionOptions.DEFAULT.withoutHalfClosure().withCancellation());
        peer.close();
        scenario.untilAllParked();
        assertThat(log).containsExactly("read null", "cancelled");
    }
}
