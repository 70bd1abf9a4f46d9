package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jcstress.Main;

/**
 * Wake-ups from several threads at once, under jcstress. {@code -Dstrait.stress.time=} sets for how
 * many milliseconds each of the tests runs.
 */
@Tag("slow")
class WakeUpStressTest {
    /** What a run of all of them printed: to start it costs more than to run them. */
    private static String output;

    @Test
    void eachStressPassesAndEachBrokenTwinFails() {
        assertThat(output)
                .contains("10 planned; 5 passed, 5 failed, 0 soft errs, 0 hard errs")
                .doesNotContainPattern("FAILED] io.strait.transport.\\w+Stress");
    }

    /** That is, it could have been seen in its twin, which must not show it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CloseBroken      | 0, 0 | a wake-up that each leaves to the other
                    CompletionBroken | 0, 0 | a wake-up of which nobody knows that it is due
                    TimeoutBroken    | 2, 1 | a wake-up that is delivered twice
                    CancelBroken     | 1, 0 | a cancellation that is lost
                    ListenerBroken   | 0, 0 | a listener that each leaves to the other
                    """)
    void whatIsBrokenIsSeen(String twin, String state, String what) {
        String forbidden = "io.strait.transport." + twin + " .*forbidden state: " + state + " ";
        assertThat(output).as(what).containsPattern(forbidden);
    }

    /** In JVMs of their own, which run as this one does. */
    @BeforeAll
    static void stress(@TempDir Path results) throws IOException {
        List<String> jvm =
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> flag.startsWith("-X") || flag.startsWith("--"))
                        .toList();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path"))));
        command.addAll(
                List.of(
                        Main.class.getName(),
                        "-t",
                        "io.strait.transport",
                        "-f",
                        "1",
                        "-iters",
                        "1"));
        command.addAll(List.of("-time", System.getProperty("strait.stress.time", "1000")));
        // One way of compiling, wherever the scheduler puts the threads; short strides, since each
        // state is a connection.
        command.addAll(List.of("-sc", "false", "-af", "NONE"));
        command.addAll(List.of("-strideSize", "10", "-strideCount", "10"));
        command.addAll(List.of("-jvmArgs", String.join(" ", jvm) + " -Xmx256m", "-r", "report"));
        Process process =
                new ProcessBuilder(command)
                        .directory(results.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        // One that hangs fails its test instead of the build.
        CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES).execute(process::destroyForcibly);
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
