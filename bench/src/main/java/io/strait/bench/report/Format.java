package io.strait.bench.report;

import java.util.Locale;

/// How figures are written.
final class Format {
    private Format() {}

    /// Three significant digits, or all before the point.
    static String number(double value) {
        double magnitude = Math.abs(value);
        String pattern = magnitude >= 100 ? "%,.0f" : magnitude >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }

    /// The median, and in parentheses the middle half.
    static String spread(Series series) {
        if (series.isEmpty()) return "–";
        Spread spread = series.spread();
        return number(spread.median()) + range(spread);
    }

    /// The middle half, in parentheses.
    static String range(Spread spread) {
        return " (" + number(spread.low()) + "–" + number(spread.high()) + ")";
    }

    /// The median alone.
    static String median(Series series) {
        return series.isEmpty() ? "–" : number(series.spread().median());
    }
}
