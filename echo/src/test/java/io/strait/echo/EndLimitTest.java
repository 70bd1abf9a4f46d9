package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndLimitTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new EndLimit());

    EndLimitTest() {
        channel.freezeTime();
        channel.write(Unpooled.wrappedBuffer(new byte[1])); // and the peer takes nothing
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aPeerThatHasEndedItsOutputAndTakesNothingIsClosed() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        passMinutes(3);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSlowOneIsNot() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        for (int i = 0; i < 10; i++) {
            channel.write(Unpooled.wrappedBuffer(new byte[1])); // what waits to be sent changes
            passMinutes(1);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void onePeerThatMaySpeakYetHasAllTime() {
        passMinutes(100);
        assertThat(channel.isOpen()).isTrue();
    }

    private void passMinutes(int minutes) {
        for (int i = 0; i < 60 * minutes; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
