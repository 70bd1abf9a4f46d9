package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.strait.task.Cancelled;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.ThrowingConsumer;

/// Peers that accept when the test says so, and a name with four addresses.
@ExtendWith(ScenarioExtension.class)
abstract class ConnectorFixture {
    static final InetSocketAddress SIX_1 = address("2001:db8::1");
    static final InetSocketAddress SIX_2 = address("2001:db8::2");
    static final InetSocketAddress SIX_3 = address("2001:db8::3");
    static final InetSocketAddress FOUR = address("192.0.2.1");
    static final Duration START = Connector.DELAY;

    final List<Object> log = new ArrayList<>();

    final Connector<ByteBuf> service =
            Connector.of(ByteBuf.class)
                    .withResolver(
                            new ScriptedResolver(
                                    "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"));

    static InetSocketAddress address(String numbers) {
        return new InetSocketAddress(numbers, 7);
    }

    /* Runs the code in the coroutine of a connection with a client, who is in no hurry. */
    Peer run(Scenario scenario, ThrowingConsumer<Connection<ByteBuf>> code) {
        Peer client =
                scenario.connect(
                        connection -> {
                            try {
                                code.accept(connection);
                            } catch (Cancelled cancelled) {
                                throw cancelled;
                            } catch (Throwable thrown) {
                                log.add(thrown);
                            }
                        });
        scenario.untilAllParked();
        return client;
    }

    void connect(Connector<ByteBuf> connector) throws IOException {
        try (Connection<ByteBuf> upstream = connector.connect("service", 7)) {
            log.add(upstream.channel().remoteAddress());
            upstream.write(Embedded.buffer("hello"));
        }
    }

    <T extends Throwable> T thrown(Class<T> type) {
        assertThat(log).singleElement().isInstanceOf(type);
        return type.cast(log.getFirst());
    }

    static void expectNoAttempt(Scenario scenario, InetSocketAddress address) {
        assertThatThrownBy(() -> scenario.refuse(address)).isInstanceOf(AssertionError.class);
    }
}
