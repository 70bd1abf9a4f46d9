package io.strait.bench.report;

import java.util.Arrays;
import java.util.Collection;

/// The middle of some figures, and between what the middle half of them lies. Quantiles are
/// interpolated between neighbours.
///
/// @param median as many are above as below
/// @param low a quarter is below
/// @param high a quarter is above
record Spread(double median, double low, double high) {

    static Spread of(Collection<Double> figures) {
        if (figures.isEmpty()) throw new IllegalArgumentException("no figures");
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
    }

    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
