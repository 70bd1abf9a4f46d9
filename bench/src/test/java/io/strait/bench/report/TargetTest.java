package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Aims and whether they are reached.
class TargetTest {

    private static Series rounds(double... figures) {
        TreeMap<Integer, Double> rounds = new TreeMap<>();
        for (double figure : figures) rounds.put(rounds.size() + 1, figure);
        return new Series(rounds);
    }

    private static Target.Verdict costing(double... figures) {
        return Target.atMost(6, "ns", "cost", rounds(figures)).verdict();
    }

    private static Target.Verdict gaining(double... figures) {
        return Target.atLeast(2, "×", "gain", rounds(figures)).verdict();
    }

    @Test
    void aCostIsReachedAtItsBoundAndMissedAboveIt() {
        assertThat(costing(6, 6)).isEqualTo(Target.Verdict.REACHED);
        assertThat(costing(6.01, 6.01)).isEqualTo(Target.Verdict.MISSED);
    }

    @Test
    void aGainIsReachedAtItsBoundAndMissedBelowIt() {
        assertThat(gaining(2, 2)).isEqualTo(Target.Verdict.REACHED);
        assertThat(gaining(1.999, 1.999)).isEqualTo(Target.Verdict.MISSED);
    }

    @Test
    void whatOnlyTheMedianReachesIsUncertain() {
        assertThat(costing(-28, 5, 20, 33)).isEqualTo(Target.Verdict.MISSED);
        assertThat(costing(-28, 5, 5, 33)).isEqualTo(Target.Verdict.UNCERTAIN);
        assertThat(costing(4, 5, 5, 6)).isEqualTo(Target.Verdict.REACHED);
        assertThat(gaining(0, 2.1, 2.5, 9)).isEqualTo(Target.Verdict.UNCERTAIN);
        assertThat(gaining(2, 2.5, 2.5, 9)).isEqualTo(Target.Verdict.REACHED);
    }

    @Test
    void whatWasNotMeasuredIsNeitherReachedNorMissed() {
        Target target = Target.atMost(1.1, "×", "cost", Series.NONE);
        assertThat(target.isMeasured()).isFalse();
        assertThat(target.verdict()).hasToString("not measured");
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
