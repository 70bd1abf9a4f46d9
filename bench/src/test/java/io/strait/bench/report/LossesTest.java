package io.strait.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.bench.duel.Contender;
import io.strait.bench.duel.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the page says of defeats.
class LossesTest {

    /// One run a round, with these figures.
    private static List<Run> runs(Contender contender, double... cpu) {
        List<Run> runs = new ArrayList<>();
        for (double nanos : cpu) {
            runs.add(
                    new Run(
                            contender,
                            "ping-pong",
                            100,
                            runs.size() + 1,
                            1,
                            1,
                            1e9,
                            nanos,
                            1,
                            1,
                            1,
                            1,
                            1,
                            "closed",
                            null,
                            null,
                            1,
                            ""));
        }
        return runs;
    }

    private static List<String> losses(List<Run> strait, List<Run> peer) {
        List<Run> all = new ArrayList<>(strait);
        all.addAll(peer);
        return Losses.of(List.of(), new DuelResults(all));
    }

    @Test
    void aPeerThatNeedsLessIsNamedWithTheDifference() {
        assertThat(
                        losses(
                                runs(Contender.STRAIT, 110, 121, 110),
                                runs(Contender.NETTY, 100, 110, 100)))
                .containsExactly(
                        "ping-pong, 100 connections: CPU per message is 10 % more than Netty callback"
                                + " (1.10–1.10 ×).");
    }

    @Test
    void aPeerThatNeedsMoreIsNot() {
        assertThat(losses(runs(Contender.STRAIT, 90, 90, 90), runs(Contender.NETTY, 100, 100, 100)))
                .isEmpty();
    }

    @Test
    void aDifferenceWithinTheSpreadIsNone() {
        assertThat(
                        losses(
                                runs(Contender.STRAIT, 90, 110, 110),
                                runs(Contender.NETTY, 100, 100, 100)))
                .isEmpty();
        assertThat(
                        losses(
                                runs(Contender.STRAIT, 101, 101, 101),
                                runs(Contender.NETTY, 100, 100, 100)))
                .isEmpty();
    }

    @Test
    void anAimThatWasMissedOrMayHaveBeenIsSaidAndOneThatWasReachedIsNot() {
        Series figure = new Series(new TreeMap<>(Map.of(1, 1.2, 2, 1.2)));
        Series wavering = new Series(new TreeMap<>(Map.of(1, 1.0, 2, 1.2, 3, 2.0)));
        List<Target> targets =
                List.of(
                        Target.atMost(1.1, "×", "this / that", figure),
                        Target.atMost(1.3, "×", "these / those", figure),
                        Target.atMost(1.3, "×", "now / then", wavering),
                        Target.atMost(1.3, "×", "unknown", Series.NONE));
        assertThat(Losses.of(targets, new DuelResults(List.of())))
                .containsExactly(
                        "Missed: this / that is 1.20 (1.20–1.20) ×; the aim is at most 1.1 ×.",
                        "Uncertain: now / then is 1.20 (1.10–1.60) ×; the aim is at most 1.3 ×.");
    }
}
