package io.strait.transport;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.strait.task.Mailbox;
import io.strait.task.Select;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A coroutine that waits until its peer takes more, and for something else at once. */
@ExtendWith(ScenarioExtension.class)
class WritableTest {
    private static final int LARGE = 100_000; // more than a channel takes before it is unwritable

    private final List<Object> log = new ArrayList<>();
    private final Mailbox<String> room = new Mailbox<>(10);

    private static ByteBuf large(Connection<?> connection) {
        return connection.channel().alloc().buffer(LARGE).writeZero(LARGE);
    }

    /** Writes large messages, and logs what is said in the room meanwhile. */
    private void writeAndHear(Connection<ByteBuf> connection, int messages)
            throws IOException, TimeoutException {
        Select select = new Select();
        select.on(connection.writable());
        Select.Case<String, RuntimeException> heard = select.on(room.taking());
        for (int written = 0; written < messages; ) {
            if (select.await() == heard) {
                log.add(heard.get());
            } else {
                connection.write(large(connection), ZERO); // which must not wait
                log.add("written " + ++written);
            }
        }
    }

    @Test
    void whileThePeerTakesNothingOthersAreHeard(Scenario scenario) {
        Peer peer = scenario.connect(connection -> writeAndHear(connection, 2));
        peer.pause();
        scenario.untilAllParked();
        room.offer("a");
        scenario.untilAllParked();
        room.offer("b");
        scenario.untilAllParked();
        assertThat(log).containsExactly("written 1", "a", "b");
        peer.resume();
        assertThat(peer.received()).hasSize(2 * LARGE);
        assertThat(log).last().isEqualTo("written 2");
    }

    @Test
    void whoOnlyLooksTakesNothing(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            Select select = new Select();
                            Select.Case<?, ?> free = select.on(connection.writable());
                            log.add(select.await(ZERO) == free);
                            log.add(select.await(ZERO) == free);
                            connection.write(large(connection));
                            log.add(select.await(ofSeconds(1)) == free);
                            connection.write(large(connection));
                        });
        peer.pause();
        scenario.clock().advance(ofSeconds(1));
        assertThat(log).containsExactly(true, true, false);
        peer.resume();
        assertThat(peer.received()).hasSize(2 * LARGE);
    }

    /** In the line of the writers, in which each is served in its turn. */
    @Test
    void itWaitsItsTurn(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection ->
                                TaskScope.run(
                                        scope -> {
                                            connection.write(large(connection));
                                            scope.fork(() -> writeOne(connection, "first"));
                                            Task.sleep(ofSeconds(1));
                                            scope.fork(() -> writeAndHear(connection, 1));
                                            Task.sleep(ofSeconds(1));
                                            scope.fork(() -> writeOne(connection, "last"));
                                            return null;
                                        }));
        peer.pause();
        scenario.clock().advance(ofSeconds(3));
        assertThat(log).isEmpty();
        for (int i = 0; i < 3; i++) {
            peer.take(LARGE);
            scenario.untilAllParked();
        }
        assertThat(log).containsExactly("first", "written 1", "last");
    }

    private void writeOne(Connection<ByteBuf> connection, String name) throws IOException {
        connection.write(large(connection));
        log.add(name);
    }

    @Test
    void whenTheChannelIsClosedItIsReadyAndTheWriteFails(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            connection.write(large(connection));
                            Select select = new Select();
                            select.on(room.taking());
                            Select.Case<?, ?> free = select.on(connection.writable());
                            log.add(select.await() == free);
                            log.add(catchThrowable(() -> connection.write(large(connection))));
                        });
        peer.pause();
        scenario.untilAllParked();
        peer.reset();
        scenario.untilAllParked();
        assertThat(log).hasSize(2).first().isEqualTo(true);
        assertThat(log.get(1)).isExactlyInstanceOf(IOException.class);
    }
}
