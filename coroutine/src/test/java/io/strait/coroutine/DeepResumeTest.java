package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stack is resumed where less is left of the thread's than it takes: an error of Java's, which
/// it survives. HotSpot itself would crash.
class DeepResumeTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xmixed",
                "-Xint -Xss512k",
                "-XX:TieredStopAtLevel=1",
                "-XX:-TieredCompilation -XX:+UseCompactObjectHeaders -Xss512k",
                "-XX:+UseSerialGC -Xss512k",
                "-XX:+UseZGC -Xss512k"
            })
    void whereTheStackEndsItIsAnErrorThatASuspendedOneSurvives(String options) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of((Object[]) options.split(" ", -1)));
        arguments.add(DeepResumes.class);
        ForkedJvm jvm = ForkedJvm.thatMayCrash(directory, arguments.toArray());
        assertThat(jvm.output().lines())
                .containsExactly(
                        "depth 10 ends well",
                        "depth 30 ends well",
                        "depth 60 ends well",
                        "depth 100 ends well",
                        "depth 300 ends well",
                        "depth 1000 ends well");
        assertThat(jvm.exitCode()).isZero();
    }
}
