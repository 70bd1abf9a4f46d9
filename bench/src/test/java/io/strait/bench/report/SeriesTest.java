package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Arithmetic within rounds.
class SeriesTest {

    private static Series series(Map<Integer, Double> rounds) {
        return new Series(new TreeMap<>(rounds));
    }

    @Test
    void aRatioIsComputedWithinEachRound() {
        Series slow = series(Map.of(1, 10.0, 2, 100.0, 3, 12.0));
        Series fast = series(Map.of(1, 5.0, 2, 50.0, 3, 4.0));
        assertThat(slow.over(fast).rounds()).isEqualTo(Map.of(1, 2.0, 2, 2.0, 3, 3.0));
        // Not the ratio of the medians, which would be 12 / 5.
        assertThat(slow.over(fast).spread().median()).isEqualTo(2.0);
    }

    @Test
    void aDifferenceIsToo() {
        assertThat(series(Map.of(1, 5.0, 2, 7.0)).minus(series(Map.of(1, 3.0, 2, 9.0))).rounds())
                .isEqualTo(Map.of(1, 2.0, 2, -2.0));
    }

    @Test
    void aRoundThatOnlyOneOfThemHasIsLeftOut() {
        Series mine = series(Map.of(1, 4.0, 2, 6.0));
        assertThat(mine.over(series(Map.of(2, 3.0, 3, 1.0))).rounds()).isEqualTo(Map.of(2, 2.0));
    }

    @Test
    void toWhatWasNotMeasuredThereIsNoRatio() {
        assertThat(series(Map.of(1, 4.0)).over(Series.NONE).isEmpty()).isTrue();
        assertThat(Series.NONE.over(series(Map.of(1, 4.0))).isEmpty()).isTrue();
    }
}
