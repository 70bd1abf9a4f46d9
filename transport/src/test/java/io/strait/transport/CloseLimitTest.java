package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Closing waits for the last writes, but not for ever. */
@ExtendWith(NoLeaks.class)
class CloseLimitTest {
    private static final ConnectionOptions TEN_SECONDS =
            ConnectionOptions.DEFAULT.withCloseLimit(Duration.ofSeconds(10));

    private static void pass(Embedded embedded, int seconds) {
        embedded.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
    }

    private static void writeTwo(Connection<String> connection) throws IOException {
        connection.write("a");
        connection.write("b");
    }

    private static final class Forgets extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {}
    }

    @Test
    void aForgottenPromiseDoesNotHoldTheChannelOpen() {
        Embedded embedded = Embedded.strings(TEN_SECONDS, CloseLimitTest::writeTwo, new Forgets());
        pass(embedded, 9);
        assertThat(embedded.channel.isOpen()).isTrue();
        pass(embedded, 1);
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.passed).hasSize(1);
        assertThat((Throwable) embedded.passed.get(0)).hasMessageContaining("PT10S");
    }

    @Test
    void aPeerThatGoesOnTakingIsWaitedFor() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded = Embedded.strings(TEN_SECONDS, CloseLimitTest::writeTwo, hold);
        pass(embedded, 9);
        hold.succeed();
        pass(embedded, 9);
        assertThat(embedded.channel.isOpen()).isTrue();
        hold.succeed();
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void aChannelThatIsClosedMeanwhileLeavesNoTimer() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded = Embedded.strings(TEN_SECONDS, CloseLimitTest::writeTwo, hold);
        embedded.channel.close();
        assertThat(embedded.channel.runScheduledPendingTasks()).isEqualTo(-1);
        hold.fail(new IOException("closed"));
        hold.fail(new IOException("closed"));
        pass(embedded, 20);
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> ConnectionOptions.DEFAULT.withCloseLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than zero");
    }
}
