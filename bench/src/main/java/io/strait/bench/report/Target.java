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

    /// What the rounds say of an aim.
    enum Verdict {
        /// At least three quarters of the rounds are on the right side.
        REACHED("reached"),
        /// The median is, but not three quarters: another run may say otherwise.
        UNCERTAIN("uncertain"),
        /// The median is on the wrong side.
        MISSED("**missed**"),
        /// There are no rounds.
        NOT_MEASURED("not measured");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
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

    Verdict verdict() {
        if (!isMeasured()) return Verdict.NOT_MEASURED;
        Spread spread = figure.spread();
        if (!isRight(spread.median())) return Verdict.MISSED;
        double worse = sense == Sense.AT_MOST ? spread.high() : spread.low();
        return isRight(worse) ? Verdict.REACHED : Verdict.UNCERTAIN;
    }

    private boolean isRight(double value) {
        return sense == Sense.AT_MOST ? value <= bound : value >= bound;
    }

    String aim() {
        String number =
                new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
                        .format(bound);
        return sense.words + " " + number + " " + unit;
    }

    String measured() {
        return isMeasured() ? Format.spread(figure) + " " + unit : "–";
    }
}
