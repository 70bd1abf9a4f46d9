package io.strait.bench.report;

import io.strait.bench.duel.Contender;
import io.strait.bench.duel.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where Strait loses, in words: every aim that was missed or may have been, and every figure of
/// the duel that is worse than a peer's by more than the middle half of its rounds.
final class Losses {
    /* What is less than this no reader would call a loss. */
    private static final double NOTICEABLE = 0.02;

    private record Measure(
            String words, boolean lessIsBetter, Function<Run, @Nullable Double> figure) {}

    private static final List<Measure> MEASURES =
            List.of(
                    new Measure("CPU per message", true, Run::cpuNanosPerMessage),
                    new Measure("throughput", false, Run::throughput),
                    new Measure("p99 of the latency", true, run -> (double) run.p99()));

    private Losses() {}

    static List<String> of(List<Target> targets, DuelResults duel) {
        List<String> sentences = new ArrayList<>();
        for (Target target : targets) {
            switch (target.verdict()) {
                case MISSED -> sentences.add(sentence("Missed", target));
                case UNCERTAIN -> sentences.add(sentence("Uncertain", target));
                case REACHED, NOT_MEASURED -> {}
            }
        }
        for (Contest contest : duel.contests())
            for (Measure measure : MEASURES) toPeers(sentences, duel, contest, measure);
        return sentences;
    }

    private static String sentence(String verdict, Target target) {
        return "%s: %s is %s; the aim is %s."
                .formatted(verdict, target.what(), target.measured(), target.aim());
    }

    private static void toPeers(
            List<String> sentences, DuelResults duel, Contest contest, Measure measure) {
        // What is sent in an open loop is given.
        if (!contest.isClosed() && !measure.lessIsBetter) return;
        Series strait = duel.get(contest, Contender.STRAIT, measure.figure);
        List<String> winners = new ArrayList<>();
        for (Contender peer : duel.contenders(contest)) {
            Series ratio = strait.over(duel.get(contest, peer, measure.figure));
            if (peer == Contender.STRAIT || ratio.isEmpty()) continue;
            Spread spread = ratio.spread();
            boolean loses =
                    measure.lessIsBetter
                            ? spread.low() > 1 && spread.median() >= 1 + NOTICEABLE
                            : spread.high() < 1 && spread.median() <= 1 - NOTICEABLE;
            if (loses)
                winners.add(
                        difference(spread)
                                + " than "
                                + peer.title()
                                + Format.range(spread).replaceFirst("\\)$", " ×)"));
        }
        if (winners.isEmpty()) return;
        sentences.add(
                "%s: %s is %s."
                        .formatted(contest.title(), measure.words, String.join(", ", winners)));
    }

    private static String difference(Spread ratio) {
        double percent = 100 * (ratio.median() - 1);
        return String.format(
                Locale.ROOT, "%.0f %% %s", Math.abs(percent), percent > 0 ? "more" : "less");
    }
}
