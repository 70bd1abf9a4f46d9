package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.coroutine.LockHeldException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Locks that the code around a connection holds where the connection would suspend or go on. */
class LockTest {
    private final Object lock = new Object();
    private final List<Object> log = new ArrayList<>();

    private static void echo(Connection<String> connection) throws Exception {
        for (String message; (message = connection.read()) != null; ) connection.write(message);
    }

    @Test
    void messagesThatComeUnderALockAreReadWhenItIsLeft() {
        Embedded embedded = Embedded.strings(LockTest::echo);
        List<Object> sent;
        synchronized (lock) {
            embedded.channel.pipeline().fireChannelRead("a").fireChannelReadComplete();
            sent = embedded.sent();
        }
        assertThat(sent).isEmpty();
        embedded.channel.runPendingTasks();
        assertThat(embedded.sent()).containsExactly("a");
        embedded.receive("b");
        assertThat(embedded.sent()).containsExactly("b");
    }

    @Test
    void aLoopThatHoldsALockItselfLosesNothing() {
        Embedded embedded = Embedded.strings(LockTest::echo);
        for (int i = 0; i < 3; i++) {
            List<Object> sent;
            // Asserted outside: what an assertion loads, when it is the JVM's first, takes more
            // locks
            // at once than fit the lock stack, and the guard would no longer see this one.
            synchronized (lock) {
                embedded.receive("under the lock");
                sent = embedded.sent();
            }
            assertThat(sent).isEmpty();
            embedded.receive("without");
            assertThat(embedded.sent()).containsExactly("under the lock", "without");
        }
    }

    @Test
    void aConnectionMayBeginUnderALock() {
        Embedded embedded;
        synchronized (lock) {
            embedded = Embedded.strings(LockTest::echo);
        }
        embedded.receive("a");
        embedded.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        embedded.channel.runPendingTasks();
        assertThat(embedded.sent()).containsExactly("a");
    }

    @Test
    void aReadInsideSynchronizedIsRefusedAndTheNextOneIsNot() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            try {
                                synchronized (lock) {
                                    connection.read();
                                }
                            } catch (LockHeldException e) {
                                log.add("refused");
                            }
                            log.add(connection.read());
                        });
        assertThat(log).containsExactly("refused");
        embedded.receive("a");
        assertThat(log).containsExactly("refused", "a");
    }

    @Test
    void anUncaughtRefusalEndsTheConnectionAlone() {
        Embedded other = Embedded.strings(LockTest::echo);
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            synchronized (lock) {
                                log.add(connection.read());
                            }
                        });
        assertThat(embedded.passed).hasOnlyElementsOfType(LockHeldException.class).hasSize(1);
        assertThat(embedded.channel.isOpen()).isFalse();
        other.receive("a");
        assertThat(other.sent()).containsExactly("a");
    }
}
