package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Medians and quartiles.
class SpreadTest {

    @Test
    void theMiddleOfAnOddNumberIsOneOfThem() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 2.5, 6.5));
    }

    @Test
    void theMiddleOfAnEvenNumberIsBetweenTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1.75, 3.25));
    }

    @Test
    void oneFigureHasNoSpread() {
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void oneRoundThatWasDisturbedMovesNothing() {
        assertThat(Spread.of(List.of(1.0, 1.0, 1.0, 1.0, 5000.0))).isEqualTo(new Spread(1, 1, 1));
    }

    @Test
    void thereIsNoMiddleOfNothing() {
        assertThatThrownBy(() -> Spread.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no figures");
    }
}
