package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every loop has from its interface.
class LoopTest {
    private final ManualLoop loop = new ManualLoop(1234);

    @Test
    void aDeadlineIsTheTimeFromNow() {
        assertThat(loop.deadlineIn(1000)).isEqualTo(2234);
        loop.advance(Duration.ofNanos(10));
        assertThat(loop.deadlineIn(1000)).isEqualTo(2244);
    }

    @Test
    void noDeadlineStaysNoDeadline() {
        assertThat(loop.deadlineIn(Loop.NO_DEADLINE)).isEqualTo(Loop.NO_DEADLINE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -1_000_000, Long.MIN_VALUE + 1, Long.MIN_VALUE})
    void aDeadlineInThePastStaysInThePast(long nanos) {
        long deadline = loop.deadlineIn(nanos);
        loop.advance(Duration.ofDays(365));
        assertThat(deadline - loop.now()).isNegative();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 1, Long.MAX_VALUE / 2 + 1})
    void aDeadlineInTheFarFutureStaysInTheFuture(long nanos) {
        long deadline = loop.deadlineIn(nanos);
        assertThat(deadline - loop.now()).isPositive();
        loop.advance(Duration.ofDays(365 * 100));
        assertThat(deadline - loop.now()).isPositive();
    }
}
