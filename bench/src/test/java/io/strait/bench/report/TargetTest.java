package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Aims and whether they are reached.
class TargetTest {

    private static Series always(double figure) {
        return new Series(new TreeMap<>(Map.of(1, figure, 2, figure)));
    }

    @Test
    void aCostIsReachedAtItsBoundAndMissedAboveIt() {
        assertThat(Target.atMost(1.1, "×", "cost", always(1.1)).isReached()).isTrue();
        assertThat(Target.atMost(1.1, "×", "cost", always(1.101)).isReached()).isFalse();
    }

    @Test
    void aGainIsReachedAtItsBoundAndMissedBelowIt() {
        assertThat(Target.atLeast(2, "×", "gain", always(2)).isReached()).isTrue();
        assertThat(Target.atLeast(2, "×", "gain", always(1.999)).isReached()).isFalse();
    }

    @Test
    void whatWasNotMeasuredIsNeitherReachedNorMissed() {
        Target target = Target.atMost(1.1, "×", "cost", Series.NONE);
        assertThat(target.isMeasured()).isFalse();
        assertThat(target.verdict()).isEqualTo("not measured");
        assertThat(target.measured()).isEqualTo("–");
    }

    @Test
    void theAimIsWrittenWithoutNeedlessZeros() {
        assertThat(Target.atMost(1000, "bytes", "", Series.NONE).aim())
                .isEqualTo("at most 1,000 bytes");
        assertThat(Target.atLeast(1.15, "×", "", Series.NONE).aim()).isEqualTo("at least 1.15 ×");
        assertThat(Target.atLeast(2, "×", "", Series.NONE).aim()).isEqualTo("at least 2 ×");
    }
}
