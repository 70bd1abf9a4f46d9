package io.strait.transport;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Notes what became of each promise on each medium, and makes docs/transports.md of it. The
 * conformance tests of one theme run in one JVM, and those of another one maybe in another: a file
 * for each theme lies between their end and {@link TransportsPageTest}.
 */
final class TransportsPage implements AfterEachCallback, AfterAllCallback {
    private static final Path NOTES = Path.of("target", "transports");
    static final String KEPT = "✓";
    static final String BROKEN = "✗";

    static final String SKIPPED = "–";

    private static final String HEAD =
            """
            # What was kept where

            Made from a run of the conformance tests, at both ends of each connection; the
            build fails when it is out of date. To make it again:

                mvn test -Pall -pl transport -am -Dstrait.transports=write

            ✓ kept, – skipped, *server* or *client* kept at this end and skipped at the other: the reasons are
            below each table.

            *local* is a `LocalChannel` that closes some turns of both event loops late (`LateClose`, in the tests):
            Netty's drops, when it closes, what its peer has written at the same time and it has not delivered.
            """;

    /** By theme, promise and end: kept, broken, or else why it was skipped. */
    private static final Map<String, Map<String, Map<End, String>>> OUTCOMES =
            new ConcurrentHashMap<>();

    @Override
    public void afterEach(ExtensionContext context) {
        End end = ((Conformance) context.getRequiredTestInstance()).end;
        String outcome =
                context.getExecutionException()
                        .map(t -> t instanceof TestAbortedException ? reason(t) : BROKEN)
                        .orElse(KEPT);
        OUTCOMES.computeIfAbsent(
                        theme(context.getRequiredTestClass()), t -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        words(context.getRequiredTestMethod()), p -> new ConcurrentHashMap<>())
                .merge(end, outcome, (round, next) -> round.equals(BROKEN) ? round : next);
    }

    /* Once for each end; what the last one leaves is all of it. */
    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        String theme = theme(context.getRequiredTestClass());
        List<String> lines = new ArrayList<>();
        OUTCOMES.getOrDefault(theme, Map.of())
                .forEach(
                        (promise, outcomes) ->
                                outcomes.forEach(
                                        (end, outcome) ->
                                                lines.add(
                                                        String.join(
                                                                "\t",
                                                                promise,
                                                                end.medium().name(),
                                                                end.role().name(),
                                                                outcome))));
        Files.createDirectories(NOTES);
        Files.write(NOTES.resolve(theme), lines);
    }

    /** Takes up what the conformance tests have noted, in this JVM or in others before it. */
    static void readNotes() throws IOException {
        OUTCOMES.clear();
        if (!Files.isDirectory(NOTES)) return;
        try (DirectoryStream<Path> themes = Files.newDirectoryStream(NOTES)) {
            for (Path theme : themes) {
                for (String line : Files.readAllLines(theme)) {
                    String[] note = line.split("\t", 4);
                    OUTCOMES.computeIfAbsent(
                                    theme.getFileName().toString(), t -> new ConcurrentHashMap<>())
                            .computeIfAbsent(note[0], promise -> new ConcurrentHashMap<>())
                            .put(
                                    new End(Medium.valueOf(note[1]), End.Role.valueOf(note[2])),
                                    note[3]);
                }
            }
        }
    }

    private static String reason(Throwable aborted) {
        return String.valueOf(aborted.getMessage()).replaceFirst("^Assumption failed: ", "");
    }

    static String theme(Class<?> type) {
        String words = words(type.getSimpleName().replace("ConformanceTest", ""));
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** The method's name, taken apart. */
    static String words(Method method) {
        return words(method.getName());
    }

    private static String words(String name) {
        String betweenWords = "(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])";
        return Stream.of(name.split(betweenWords, -1))
                .map(word -> word.matches("[A-Z]{2,}") ? word : word.toLowerCase(Locale.ROOT))
                .collect(joining(" "));
    }

    /** What became of a promise at the ends of a medium that were put to the test. */
    private static Map<End, String> outcomes(String theme, String promise, Medium medium) {
        Map<End, String> outcomes = new LinkedHashMap<>();
        Map<End, String> all =
                OUTCOMES.getOrDefault(theme, Map.of()).getOrDefault(promise, Map.of());
        for (End.Role role : End.Role.values()) {
            String outcome = all.get(new End(medium, role));
            if (outcome != null) outcomes.put(new End(medium, role), outcome);
        }
        return outcomes;
    }

    /** The page for these promises, by theme. */
    static List<String> render(Map<String, ? extends Collection<String>> promises) {
        List<String> page = new ArrayList<>(HEAD.lines().toList());
        promises.forEach(
                (theme, ofTheme) -> {
                    page.addAll(List.of("", "## " + theme, "", row("", Medium::toString)));
                    page.add(row("---", medium -> ":-:"));
                    Map<String, Set<String>> reasons = new TreeMap<>();
                    for (String promise : ofTheme) {
                        page.add(row(promise, medium -> cell(theme, promise, medium)));
                        for (Medium medium : Medium.values())
                            skips(theme, promise, medium)
                                    .forEach(
                                            (who, why) ->
                                                    reasons.computeIfAbsent(
                                                                    why, r -> new LinkedHashSet<>())
                                                            .add(who));
                    }
                    if (!reasons.isEmpty()) page.add("");
                    reasons.forEach(
                            (reason, who) ->
                                    page.add(
                                            "* "
                                                    + String.join(", ", inOrder(who))
                                                    + ": "
                                                    + reason));
                });
        return page;
    }

    /** Who skipped it, an end or both of them, and why. */
    private static Map<String, String> skips(String theme, String promise, Medium medium) {
        Map<String, String> skips = new LinkedHashMap<>();
        Map<End, String> outcomes = outcomes(theme, promise, medium);
        outcomes.forEach(
                (end, outcome) -> {
                    if (outcome.equals(KEPT) || outcome.equals(BROKEN)) return;
                    boolean both = outcomes.values().stream().allMatch(outcome::equals);
                    skips.put(both ? medium.toString() : medium + " " + word(end), outcome);
                });
        return skips;
    }

    /* As the columns are, though not all promises of a theme are skipped by the same media. */
    private static List<String> inOrder(Set<String> who) {
        return Stream.of(Medium.values())
                .flatMap(
                        medium ->
                                Stream.of(
                                        medium.toString(), medium + " server", medium + " client"))
                .filter(who::contains)
                .toList();
    }

    private static String word(End end) {
        return end.role().name().toLowerCase(Locale.ROOT);
    }

    static String cell(String theme, String promise, Medium medium) {
        Map<End, String> outcomes = outcomes(theme, promise, medium);
        if (outcomes.isEmpty()) return "?";
        if (outcomes.containsValue(BROKEN)) return BROKEN;
        if (!outcomes.containsValue(KEPT)) return SKIPPED;
        List<String> kept =
                outcomes.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(KEPT))
                        .map(entry -> word(entry.getKey()))
                        .toList();
        return kept.size() == outcomes.size() ? KEPT : String.join(", ", kept);
    }

    private static String row(String first, Function<Medium, String> cell) {
        return Stream.of(Medium.values())
                .map(cell)
                .collect(joining(" | ", "| " + first + " | ", " |"));
    }
}
