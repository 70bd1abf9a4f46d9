package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdleTimeoutTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void timeStandsStill() {
        channel.freezeTime();
        channel.pipeline().addLast(new IdleTimeout(Duration.ofSeconds(10)));
    }

    /// What is due is closed at the look that follows.
    private static final int LOOK_MILLIS = 100;

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aConnectionOnWhichNothingMovesIsClosed() {
        passSeconds(9);
        assertThat(channel.isOpen()).isTrue();
        passSeconds(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatCameWhileTheProcessStoodStillIsReadFirst() {
        channel.advanceTimeBy(
                1, TimeUnit.HOURS); // the data has come long ago, and is read after the timers
        channel.runScheduledPendingTasks();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
        passSeconds(9);
        assertThat(channel.isOpen()).isTrue();
        passSeconds(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsReceivedStartsTheTimeAnew() {
        passSeconds(9);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
        passSeconds(9);
        assertThat(channel.isOpen()).isTrue();
        passSeconds(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsSentStartsTheTimeAnew() {
        passSeconds(9);
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[1]));
        passSeconds(9);
        assertThat(channel.isOpen()).isTrue();
        passSeconds(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSlowWriteIsActivity() {
        for (int i = 0; i < 5; i++) {
            channel.write(
                    Unpooled.wrappedBuffer(
                            new byte[1])); // what waits to be sent changes, without an end
            passSeconds(10);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void aWriteThatIsStuckIsNot() {
        channel.write(Unpooled.wrappedBuffer(new byte[1]));
        passSeconds(20);
        assertThat(channel.isOpen()).isFalse();
    }

    private void passSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
        channel.advanceTimeBy(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
