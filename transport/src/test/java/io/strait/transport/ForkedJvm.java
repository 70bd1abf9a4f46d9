package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, for what could harm the one of the tests. */
final class ForkedJvm {
    private ForkedJvm() {}

    /**
     * The lines that a program prints that this JVM's {@code java} runs, and that is to exit so.
     */
    static List<String> run(int status, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run(status, List.of(), main, arguments);
    }

    /** The same with an option of the JVM. */
    static List<String> run(int status, String option, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run(status, List.of(option), main, arguments);
    }

    private static List<String> run(
            int status, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String module : List.of("vm", "misc"))
            command.add("--add-exports=java.base/jdk.internal." + module + "=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        // One that hangs fails its test instead of the build.
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(status);
        return output.lines().toList();
    }
}
