package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said while something is measured.
class ProgressTest {
    private final StringWriter out = new StringWriter();
    private final Progress progress = new Progress(new PrintWriter(out), 2);

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @Test
    void eachMeasurementIsNumberedAndTheLastOneLeavesNothing() {
        progress.done("one");
        progress.done("two");
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).matches("   1/2  one; \\d+:\\d\\d left");
        assertThat(lines().getLast()).isEqualTo("   2/2  two; 0:00 left");
    }

    @Test
    void whatIsSaidBesidesIsNotCounted() {
        progress.say("warms up");
        progress.done("one");
        assertThat(lines().getFirst()).isEqualTo("warms up");
        assertThat(lines().getLast()).startsWith("   1/2  one");
    }
}
