package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The runnable jar, started as its users do: `java -jar strait-echo.jar`, with the JDK that runs
/// the tests.
final class EchoProcess implements AutoCloseable {
    private static final Pattern LISTENING =
            Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+) \\(.*\\)");

    private final Path errors = Files.createTempFile("strait-echo", ".err");
    private final Process process;
    private final BufferedReader output;

    private EchoProcess(List<String> command) throws IOException {
        this(command, Redirect.PIPE);
        process.getOutputStream().close();
    }

    private EchoProcess(List<String> command, Redirect input) throws IOException {
        process =
                new ProcessBuilder(command)
                        .redirectInput(input)
                        .redirectError(errors.toFile())
                        .start();
        output = process.inputReader();
    }

    /// Starts it with these arguments.
    static EchoProcess start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /// Starts it with these arguments and options of the JVM.
    static EchoProcess start(List<String> jvmOptions, String... arguments) throws IOException {
        return new EchoProcess(command(jvmOptions, arguments));
    }

    /// Starts it with these arguments and an input, which stays open if it is a pipe.
    static EchoProcess start(Redirect input, String... arguments) throws IOException {
        return new EchoProcess(command(List.of(), arguments), input);
    }

    /// Starts it from a shell that may open only so many files.
    static EchoProcess startWithOpenFiles(int limit, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh"));
        command.addAll(command(List.of(), arguments));
        return new EchoProcess(command);
    }

    /// Starts it on another JVM.
    static EchoProcess startOn(Path javaHome) throws IOException {
        return new EchoProcess(command(javaHome, List.of()));
    }

    private static List<String> command(List<String> jvmOptions, String... arguments) {
        return command(Path.of(System.getProperty("java.home")), jvmOptions, arguments);
    }

    private static List<String> command(
            Path javaHome, List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add(System.getProperty("strait.jar"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Its next line on stdout, or null at the end; waits for it.
    String readLine() throws IOException {
        return output.readLine();
    }

    /// What it writes to stdout, instead of lines.
    InputStream output() {
        return process.getInputStream();
    }

    /// Waits until it listens.
    InetSocketAddress address() throws IOException {
        String line = readLine();
        assertThat(String.valueOf(line)).as("stderr: '%s'", errors()).matches(LISTENING);
        return address(line);
    }

    /// What its first line says.
    static InetSocketAddress address(String line) {
        Matcher listening = LISTENING.matcher(line);
        assertThat(listening.matches()).as(line).isTrue();
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(listening.group(1)));
    }

    /// Sends SIGTERM.
    void terminate() {
        process.toHandle().destroy(); // unlike that of the process, it leaves stdout open
    }

    /// Whether SIGINT is ignored here, as in a job that a script starts with `&`: children inherit
    /// that. Where there is no `/proc`, it is taken not to be.
    static boolean inheritsIgnoredInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return false;
        long sigint = 1L << (2 - 1);
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(ignored -> (ignored & sigint) != 0);
    }

    /// Sends SIGINT, which is what Ctrl-C does.
    void interrupt() throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /// Waits until it has ended.
    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends").isTrue();
        return process.exitValue();
    }

    /// What it has said on stderr so far.
    List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    /// How much processor time it has had so far.
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// How much physical memory it has had at most, in bytes.
    long peakMemory() throws IOException {
        String line =
                Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(field -> field.startsWith("VmHWM:"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(errors);
    }
}
