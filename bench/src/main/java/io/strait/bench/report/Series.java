package io.strait.bench.report;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/// One figure as it was measured round after round. What is computed from two of them is computed
/// within each round, since what disturbs the machine in a round disturbs both; rounds that only
/// one of them has are left out.
///
/// @param rounds the figure of each round; empty if it was not measured
record Series(SortedMap<Integer, Double> rounds) {
    static final Series NONE = new Series(new TreeMap<>());

    boolean isEmpty() {
        return rounds.isEmpty();
    }

    Spread spread() {
        return Spread.of(rounds.values());
    }

    /// How many times the other one it is.
    Series over(Series other) {
        return with(other, (mine, its) -> mine / its);
    }

    Series minus(Series other) {
        return with(other, (mine, its) -> mine - its);
    }

    private Series with(Series other, DoubleBinaryOperator operator) {
        SortedMap<Integer, Double> combined = new TreeMap<>();
        rounds.forEach(
                (round, mine) -> {
                    Double its = other.rounds.get(round);
                    if (its != null) combined.put(round, operator.applyAsDouble(mine, its));
                });
        return new Series(combined);
    }
}
