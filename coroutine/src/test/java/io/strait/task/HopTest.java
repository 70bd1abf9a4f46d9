package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a command that must not be lost gets to its loop.
@Timeout(20)
class HopTest {
    private final BoundedLoop loop = new BoundedLoop(2);
    private final List<String> log = new ArrayList<>();

    @Test
    void itIsACommandLikeAnyOther() throws InterruptedException {
        loop.deliver(() -> log.add("here"));
        Elsewhere.run(() -> loop.deliver(() -> log.add("from elsewhere")));
        assertThat(log).isEmpty();
        loop.loop.runAll();
        assertThat(log).containsExactly("here", "from elsewhere");
    }

    @Test
    void onTheLoopItIsATimerIfTheQueueIsFull() {
        loop.fill();
        loop.deliver(() -> log.add("later"));
        loop.loop.runAll();
        assertThat(log).isEmpty();
        loop.loop.advance(Duration.ofMillis(1));
        assertThat(log).containsExactly("later");
    }

    @Test
    void fromElsewhereItIsTriedUntilThereIsRoom() throws InterruptedException {
        loop.fill();
        Elsewhere.run(() -> loop.deliver(() -> log.add("at last")));
        int first = loop.refusals;
        while (loop.refusals < first + 3)
            Thread.onSpinWait(); // it is tried without anybody's doing
        loop.loop.runAll();
        loop.awaitCommand();
        loop.loop.runAll();
        assertThat(log).containsExactly("at last");
    }

    @Test
    void aLoopThatHasEndedHasNoUseForIt() throws InterruptedException {
        loop.fill();
        Elsewhere.run(() -> loop.deliver(() -> log.add("waits")));
        loop.loop.end();
        loop.deliver(() -> log.add("here"));
        Elsewhere.run(() -> loop.deliver(() -> log.add("from elsewhere")));
        assertThat(loop.loop.queued()).isZero();
        assertThat(log).isEmpty();
    }
}
