package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Warnings warnings = new Warnings();
    private final EmbeddedChannel listener = new EmbeddedChannel(new Admission(0));

    AdmissionTest() {
        listener.freezeTime();
    }

    @AfterEach
    void close() {
        listener.finishAndReleaseAll();
        warnings.close();
    }

    @Test
    void afterAFailureAcceptingPausesForASecond() {
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        assertThat(listener.config().isAutoRead()).isFalse();
        pass(1, TimeUnit.SECONDS);
        assertThat(listener.config().isAutoRead()).isTrue();
    }

    @Test
    void aShortageIsToldOfOnce() {
        for (int i = 0; i < 100; i++) {
            listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            pass(1, TimeUnit.SECONDS);
        }
        assertThat(warnings.take())
                .singleElement()
                .asString()
                .contains("Too many open files")
                .doesNotContain("\n");
    }

    @Test
    void aNewShortageIsToldOfAgain() {
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        pass(10, TimeUnit.MINUTES);
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        assertThat(warnings.take()).hasSize(2);
    }

    private void pass(long time, TimeUnit unit) {
        listener.advanceTimeBy(time, unit);
        listener.runScheduledPendingTasks();
    }
}
