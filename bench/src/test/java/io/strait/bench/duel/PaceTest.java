package io.strait.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long START = Long.MAX_VALUE - 1_000_000; // System.nanoTime may overflow

    private final Pace pace = new Pace(START, 1000, 4);

    @Test
    void messagesAreDueAtTheRate() {
        assertThat(pace.due(0)).isEqualTo(START);
        assertThat(pace.due(1) - START).isEqualTo(1_000_000);
        assertThat(pace.due(2500) - START).isEqualTo(2_500_000_000L);
    }

    @Test
    void clientsTakeTurns() {
        assertThat(pace.due(3, 0)).isEqualTo(pace.due(3));
        assertThat(pace.due(0, 1)).isEqualTo(pace.due(4));
        assertThat(pace.due(2, 25)).isEqualTo(pace.due(102));
    }
}
