package io.strait.bench.report;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strait.bench.duel.Contender;
import io.strait.bench.duel.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the duel measured.
///
/// @param runs in the order in which they were made
record DuelResults(List<Run> runs) {
    /// Reads `duel.json`; where there is no such file, nothing was measured.
    static DuelResults read(Path file) throws IOException {
        if (!Files.exists(file)) return new DuelResults(List.of());
        try (MappingIterator<Run> runs =
                new ObjectMapper().readerFor(Run.class).readValues(file.toFile())) {
            return new DuelResults(runs.readAll());
        }
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    List<Contest> contests() {
        return runs.stream().map(Contest::of).distinct().toList();
    }

    /// Who took part, in the order of the tables.
    List<Contender> contenders(Contest contest) {
        return of(contest).map(Run::contender).distinct().sorted().toList();
    }

    private Stream<Run> of(Contest contest) {
        return runs.stream().filter(run -> Contest.of(run).equals(contest));
    }

    /// One of a contender's figures, round by round.
    Series get(Contest contest, Contender contender, Function<Run, @Nullable Double> figure) {
        SortedMap<Integer, Double> rounds = new TreeMap<>();
        of(contest)
                .filter(run -> run.contender() == contender)
                .forEach(
                        run -> {
                            Double value = figure.apply(run);
                            if (value != null) rounds.put(run.round(), value);
                        });
        return new Series(rounds);
    }

    /// What the runs of a contest have to say besides.
    List<String> notes(Contest contest) {
        return of(contest).map(Run::note).filter(note -> !note.isEmpty()).distinct().toList();
    }
}
