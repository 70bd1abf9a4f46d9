package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.task.Cancelled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A coroutine is cancelled while it reads from another connection, and its code goes on. */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class SwallowedCancellationTest {
    private final List<Connection<String>> others = new ArrayList<>();
    private final List<Object> log = new ArrayList<>();
    private int swallowed;

    private Embedded other() {
        return Embedded.strings(
                connection -> {
                    others.add(connection);
                    connection.write("held");
                    connection.flush(); // so that it doesn't read itself
                },
                new HoldWrites());
    }

    private Embedded swallowing(int times) {
        return Embedded.strings(
                connection -> {
                    while (swallowed < times) {
                        try {
                            log.add(others.get(0).read());
                        } catch (Cancelled e) {
                            swallowed++;
                        }
                    }
                    log.add("goes on");
                });
    }

    @Test
    void aHundredTimesItMay() {
        Embedded other = other();
        Embedded own = swallowing(100);
        other.receive("read");
        own.channel.close();
        assertThat(log).containsExactly("read", "goes on");
        assertThat(own.passed).isEmpty();
    }

    @Test
    void afterThatItIsGivenUpAndTheOthersLoopGoesOn() {
        Embedded other = other();
        Embedded own = swallowing(Integer.MAX_VALUE);
        own.channel.close();
        assertThat(swallowed).isEqualTo(100);
        assertThat(own.passed).hasSize(1).first().asString().contains("given up", "100 times");
        List<Object> readByAnother = new ArrayList<>();
        Embedded.strings(connection -> readByAnother.add(others.get(0).read()));
        other.receive("for whoever reads now");
        assertThat(readByAnother).containsExactly("for whoever reads now");
        assertThat(log).isEmpty();
    }
}
