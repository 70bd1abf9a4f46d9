package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Runs after the conformance tests, in the profile all, and holds docs/transports.md against what
 * became of them.
 */
class TransportsPageTest {
    private static final Path PAGE = Path.of("../docs/transports.md");

    private static final List<Medium> MEDIA = List.of(Medium.values());

    private final Map<String, TreeSet<String>> promises = new TreeMap<>();

    TransportsPageTest() {
        ReflectionSupport.streamAllClassesInPackage(
                        "io.strait.transport",
                        type ->
                                Conformance.class.isAssignableFrom(type)
                                        && type != Conformance.class,
                        name -> true)
                .forEach(
                        type ->
                                ReflectionSupport.streamMethods(
                                                type,
                                                method -> method.isAnnotationPresent(Test.class),
                                                HierarchyTraversalMode.TOP_DOWN)
                                        .forEach(
                                                method ->
                                                        promises.computeIfAbsent(
                                                                        TransportsPage.theme(type),
                                                                        theme -> new TreeSet<>())
                                                                .add(
                                                                        TransportsPage.words(
                                                                                method))));
    }

    @Test
    void thePageSaysWhatThisRunSaw() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("test") == null && System.getProperty("strait.medium") == null,
                "only a part of the conformance tests was asked for");
        TransportsPage.readNotes();
        List<String> seen = TransportsPage.render(promises);
        assertThat(promises).hasSizeGreaterThan(5);
        assertThat(seen).noneMatch(line -> line.contains("| ? |"));
        if ("write".equals(System.getProperty("strait.transports"))) Files.write(PAGE, seen);
        List<String> page = Files.readAllLines(PAGE);
        if (MEDIA.stream().allMatch(medium -> medium.unavailability().isEmpty())) {
            assertThat(page).isEqualTo(seen);
        } else { // what is not available here was seen elsewhere
            assertThat(cellsHere(page)).isEqualTo(cellsHere(seen));
        }
    }

    /** The columns of the media that are available here. */
    private static List<String> cellsHere(List<String> page) {
        return page.stream()
                .filter(line -> line.startsWith("|") || line.startsWith("#"))
                .map(
                        line -> {
                            String[] cells = line.split(" \\| ", -1);
                            for (int i = 1; i < cells.length; i++)
                                if (MEDIA.get(i - 1).unavailability().isPresent()) cells[i] = "";
                            return String.join("|", cells);
                        })
                .toList();
    }
}
