package io.strait.coroutine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What a program printed, to standard output and error, and how it ended in a JVM of its own.
record ForkedJvm(int exitCode, String output) {
    static final String EXPORT = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED";
    static final String EXPORT_THREADS = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED";
    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /// A `java` with all the access that Strait may want.
    static ForkedJvm withAccess(Object... arguments) throws IOException, InterruptedException {
        List<Object> all = new ArrayList<>(List.of(EXPORT, EXPORT_THREADS, NATIVE_ACCESS));
        all.addAll(List.of(arguments));
        return run(all.toArray());
    }

    /// The same, with what a crash leaves behind in `directory`.
    static ForkedJvm thatMayCrash(Path directory, Object... arguments)
            throws IOException, InterruptedException {
        List<Object> all = new ArrayList<>();
        all.add("-XX:-CreateCoredumpOnCrash");
        all.add("-XX:ErrorFile=" + directory.resolve("crash.log"));
        all.addAll(List.of(arguments));
        return withAccess(all.toArray());
    }

    /// Starts this JVM's `java` with `arguments`: options, or a class to run from this class path.
    static ForkedJvm run(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (Object argument : arguments) {
            if (argument instanceof Class<?> main) {
                command.addAll(List.of("-cp", System.getProperty("java.class.path")));
                command.add(main.getName());
            } else {
                command.add(argument.toString());
            }
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        // One that hangs fails its test instead of the build.
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ForkedJvm(process.waitFor(), output.strip());
    }
}
