package io.strait.bench.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/// Something that was aimed at, beside what was measured.
///
/// @param what is compared, and with what
/// @param unit of the figure; `×` for a ratio
/// @param sense whether less or more is better
/// @param bound the aim
/// @param figure what was measured, round by round
/// @param isHeadline whether the project's README has it
record Target(
        String what, String unit, Sense sense, double bound, Series figure, boolean isHeadline) {

    /// Which side of the bound is the right one.
    enum Sense {
        /// A cost.
        AT_MOST("at most"),
        /// A gain.
        AT_LEAST("at least");

        private final String words;

        Sense(String words) {
            this.words = words;
        }
    }

    static Target atMost(double bound, String unit, String what, Series figure) {
        return new Target(what, unit, Sense.AT_MOST, bound, figure, false);
    }

    static Target atLeast(double bound, String unit, String what, Series figure) {
        return new Target(what, unit, Sense.AT_LEAST, bound, figure, false);
    }

    Target headline() {
        return new Target(what, unit, sense, bound, figure, true);
    }

    boolean isMeasured() {
        return !figure.isEmpty();
    }

    /// Whether the median is on the right side.
    boolean isReached() {
        double median = figure.spread().median();
        return sense == Sense.AT_MOST ? median <= bound : median >= bound;
    }

    String aim() {
        String number =
                new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
                        .format(bound);
        return sense.words + " " + number + " " + unit;
    }

    String verdict() {
        return !isMeasured() ? "not measured" : isReached() ? "reached" : "**missed**";
    }

    String measured() {
        return isMeasured() ? Format.spread(figure) + " " + unit : "–";
    }
}
