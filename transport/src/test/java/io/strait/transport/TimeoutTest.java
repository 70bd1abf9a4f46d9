package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class TimeoutTest {
    private final List<Object> log = new ArrayList<>();

    private static void advance(EmbeddedChannel channel, long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private void readWithin(Connection<String> connection, Duration timeout) throws Exception {
        try {
            log.add(connection.read(timeout));
        } catch (TimeoutException e) {
            log.add("timeout");
        }
    }

    @Test
    void aReadTimesOutExactlyAtItsDeadlineAndLosesNothing() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            readWithin(connection, Duration.ofMillis(100));
                            log.add(connection.read());
                        });
        advance(embedded.channel, 99);
        assertThat(log).isEmpty();
        advance(embedded.channel, 1);
        assertThat(log).containsExactly("timeout");
        embedded.receive("late", "unread");
        assertThat(log).containsExactly("timeout", "late");
    }

    @Test
    void aMessageInTimeIsRead() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            readWithin(connection, Duration.ofMillis(100));
                            log.add(connection.read());
                        });
        advance(embedded.channel, 99);
        embedded.receive("in time");
        advance(embedded.channel, 1_000);
        embedded.receive("later");
        assertThat(log).containsExactly("in time", "later");
    }

    @Test
    void eachTimedReadHasItsOwnDeadline() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            for (int i = 0; i < 4; i++)
                                readWithin(connection, Duration.ofMillis(100));
                        });
        advance(embedded.channel, 60);
        embedded.receive("a"); // the second read's deadline is at 160
        advance(embedded.channel, 60);
        assertThat(log).containsExactly("a");
        advance(embedded.channel, 39);
        assertThat(log).containsExactly("a");
        advance(embedded.channel, 1);
        assertThat(log).containsExactly("a", "timeout");
        advance(embedded.channel, 100);
        assertThat(log).containsExactly("a", "timeout", "timeout");
    }

    @Test
    void aShorterDeadlineIsNotHeldUpByALongerOne() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            readWithin(connection, Duration.ofSeconds(1));
                            readWithin(connection, Duration.ofMillis(10));
                        });
        embedded.receive("a");
        advance(embedded.channel, 10);
        assertThat(log).containsExactly("a", "timeout");
    }

    @Test
    void anUntimedReadIsNotEndedByTheTimerOfAnEarlierOne() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            readWithin(connection, Duration.ofMillis(10));
                            log.add(connection.read());
                        });
        embedded.receive("a");
        advance(embedded.channel, 100);
        assertThat(log).containsExactly("a");
        embedded.receive("b");
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void zeroTakesOnlyWhatIsThere() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            log.add(connection.read());
                            readWithin(connection, Duration.ZERO);
                            readWithin(connection, Duration.ZERO);
                            readWithin(connection, Duration.ofMillis(-1));
                        });
        embedded.receive("a", "b");
        assertThat(log).containsExactly("a", "b", "timeout", "timeout");
    }

    @Test
    void theLongestDurationIsNoTimeout() {
        Embedded embedded =
                Embedded.strings(
                        connection -> readWithin(connection, Duration.ofSeconds(Long.MAX_VALUE)));
        advance(embedded.channel, TimeUnit.DAYS.toMillis(10_000));
        embedded.receive("a");
        assertThat(log).containsExactly("a");
    }

    @Test
    void theEndComesBeforeTheTimeout() {
        Embedded embedded =
                Embedded.strings(connection -> readWithin(connection, Duration.ofMillis(100)));
        embedded.channel.close();
        assertThat(log).containsExactly((Object) null);
    }

    @Test
    void noTimerIsLeftBehindByAConnectionThatEnded() {
        Embedded embedded =
                Embedded.strings(connection -> readWithin(connection, Duration.ofHours(1)));
        embedded.receive("a");
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.channel.runScheduledPendingTasks()).isEqualTo(-1);
    }
}
