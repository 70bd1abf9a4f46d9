package io.strait.transport;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.strait.task.Cancelled;
import io.strait.task.Task;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ScenarioExtension.class)
class EventLoopTaskTest {
    private final List<String> log = new ArrayList<>();

    private String sleepFor(int seconds) {
        try {
            Task.sleep(ofSeconds(seconds));
            return "slept";
        } catch (Cancelled cancelled) {
            log.add(cancelled.getMessage());
            throw cancelled;
        }
    }

    @Test
    void itOpensConnectionsAndItsResultIsTheFutures(Scenario scenario) {
        Connector<ByteBuf> bytes = Connector.of(ByteBuf.class);
        CompletableFuture<Integer> received =
                EventLoopTask.start(
                        scenario.eventLoop(),
                        () -> {
                            try (Connection<ByteBuf> peer = bytes.connect("peer", 7)) {
                                ByteBuf data = peer.read();
                                int count = data.readableBytes();
                                data.release();
                                return count;
                            }
                        });
        Peer peer = scenario.accept();
        peer.send("four");
        peer.expectEnd();
        assertThat(received).isCompletedWithValue(4);
    }

    @Test
    void whatItThrowsTheFutureHas(Scenario scenario) {
        CompletableFuture<Object> failed =
                EventLoopTask.start(
                        scenario.eventLoop(),
                        () -> {
                            throw new IOException("on purpose");
                        });
        scenario.untilAllParked();
        assertThatThrownBy(failed::get).hasRootCauseMessage("on purpose");
    }

    @Test
    void toCancelTheFutureCancelsTheTask(Scenario scenario) {
        CompletableFuture<String> future =
                EventLoopTask.start(scenario.eventLoop(), () -> sleepFor(60));
        scenario.untilAllParked();
        future.cancel(false);
        scenario.untilAllParked();
        assertThat(log).containsExactly("its future was cancelled");
    }

    @Test
    void oneThatIsCancelledBeforeItBeginsNeverRuns(Scenario scenario) {
        CompletableFuture<Boolean> future =
                EventLoopTask.start(scenario.eventLoop(), () -> log.add("ran"));
        future.cancel(false);
        scenario.untilAllParked();
        assertThat(log).isEmpty();
    }

    @Test
    void theEndOfTheLoopCancelsIt() throws Exception {
        LoopOfTasks loop = new LoopOfTasks(Transport.NIO);
        CompletableFuture<String> future = EventLoopTask.start(loop.eventLoop, () -> sleepFor(60));
        loop.eventLoop.submit(() -> {}).sync();
        loop.end(0);
        assertThatThrownBy(() -> future.get(1, TimeUnit.MINUTES))
                .isInstanceOf(CancellationException.class);
        assertThat(log).containsExactly("its event loop ends");
    }
}
