package io.strait.transport;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Notes what became of each promise on each medium, and makes docs/transports.md of it. */
final class TransportsPage implements AfterEachCallback {
    static final String KEPT = "✓";
    static final String BROKEN = "✗";

    /** By theme, promise and medium: kept, broken, or else why it was skipped. */
    private static final Map<String, Map<String, Map<Medium, String>>> OUTCOMES =
            new ConcurrentHashMap<>();

    @Override
    public void afterEach(ExtensionContext context) {
        Medium medium = ((Conformance) context.getRequiredTestInstance()).end.medium();
        String outcome =
                context.getExecutionException()
                        .map(t -> t instanceof TestAbortedException ? reason(t) : BROKEN)
                        .orElse(KEPT);
        OUTCOMES.computeIfAbsent(
                        theme(context.getRequiredTestClass()), t -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        words(context.getRequiredTestMethod()), p -> new ConcurrentHashMap<>())
                .merge(medium, outcome, TransportsPage::ofBothEnds);
    }

    private static String reason(Throwable aborted) {
        return String.valueOf(aborted.getMessage()).replaceFirst("^Assumption failed: ", "");
    }

    /* What only one end can keep is kept. */
    private static String ofBothEnds(String one, String other) {
        if (one.equals(BROKEN) || other.equals(BROKEN)) return BROKEN;
        return one.equals(KEPT) ? one : other;
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

    /** What became of a promise on a medium; null if it was not put to the test. */
    static String outcome(String theme, String promise, Medium medium) {
        return OUTCOMES.getOrDefault(theme, Map.of()).getOrDefault(promise, Map.of()).get(medium);
    }

    /** The page for these promises, by theme. */
    static List<String> render(Map<String, ? extends Collection<String>> promises) {
        List<String> page = new ArrayList<>();
        page.add("# What was kept where");
        page.add("");
        page.add("Made from a run of the conformance tests, at both ends of each connection; the");
        page.add("build fails when it is out of date. To make it again:");
        page.add("");
        page.add("    mvn test -pl transport -am -Dstrait.transports=write");
        page.add("");
        page.add(KEPT + " kept, – skipped: the reasons are below each table.");
        promises.forEach(
                (theme, ofTheme) -> {
                    page.addAll(List.of("", "## " + theme, "", row("", Medium::toString)));
                    page.add(row("---", medium -> ":-:"));
                    Map<String, Set<Medium>> reasons = new TreeMap<>();
                    for (String promise : ofTheme) {
                        page.add(row(promise, medium -> cell(theme, promise, medium)));
                        for (Medium medium : Medium.values()) {
                            String outcome = outcome(theme, promise, medium);
                            if (cell(theme, promise, medium).equals("–"))
                                reasons.computeIfAbsent(outcome, r -> EnumSet.noneOf(Medium.class))
                                        .add(medium);
                        }
                    }
                    if (!reasons.isEmpty()) page.add("");
                    reasons.forEach(
                            (reason, media) ->
                                    page.add(
                                            "* "
                                                    + media.stream()
                                                            .map(Medium::toString)
                                                            .collect(joining(", "))
                                                    + ": "
                                                    + reason));
                });
        return page;
    }

    static String cell(String theme, String promise, Medium medium) {
        String outcome = outcome(theme, promise, medium);
        if (outcome == null) return "?";
        return outcome.equals(KEPT) || outcome.equals(BROKEN) ? outcome : "–";
    }

    private static String row(String first, Function<Medium, String> cell) {
        return Stream.of(Medium.values())
                .map(cell)
                .collect(joining(" | ", "| " + first + " | ", " |"));
    }
}
