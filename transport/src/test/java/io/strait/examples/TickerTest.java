package io.strait.examples;

import static java.time.Duration.ofSeconds;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.strait.task.Subtask;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.Connection;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A handler that says something each second, while it answers what it is asked.
@ExtendWith(ScenarioExtension.class)
class TickerTest {
    private static void serve(Connection<ByteBuf> connection) throws Exception {
        TaskScope.run(
                scope -> {
                    Subtask<?> ticker = scope.fork(() -> tick(connection));
                    for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
                    ticker.cancel("the peer has nothing more to say");
                    return null;
                });
    }

    private static void tick(Connection<ByteBuf> connection) throws IOException {
        for (int i = 1; ; i++) {
            Task.sleep(Duration.ofSeconds(1));
            connection.write(
                    ByteBufUtil.writeUtf8(connection.channel().alloc(), "tick " + i + "\n"));
        }
    }

    @Test
    void itTicksEachSecond(Scenario scenario) {
        Peer peer = scenario.connect(TickerTest::serve);
        peer.expectNothing();
        scenario.clock().advance(ofSeconds(1));
        peer.expect("tick 1\n");
        scenario.clock().advance(ofSeconds(3));
        peer.expect("tick 2\ntick 3\ntick 4\n");
    }

    @Test
    void itAnswersBetweenTwoTicks(Scenario scenario) {
        scenario.clock().autoJump();
        Peer peer = scenario.connect(TickerTest::serve);
        peer.expect("tick 1\n");
        peer.send("are you there?\n");
        peer.expect("are you there?\ntick 2\n");
    }

    @Test
    void itStopsWhenThePeerHasNothingMoreToSay(Scenario scenario) {
        Peer peer = scenario.connect(TickerTest::serve);
        scenario.clock().advance(ofSeconds(2));
        peer.close();
        peer.expect("tick 1\ntick 2\n");
        peer.expectEnd();
    }
}
