package io.strait.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/// Where and when something was measured, kept beside the results.
///
/// @param date when it began, in UTC
/// @param commit what was measured
/// @param jvm the JVM
/// @param os the operating system
/// @param machine the processor's architecture and how many there are
/// @param effort quick or full
public record Environment(
        String date, String commit, String jvm, String os, String machine, String effort) {
    private static final String FILE = "environment.json";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /// What is here and now.
    ///
    /// @param quick whether the measurement is
    /// @return to be kept beside the results
    public static Environment here(boolean quick) {
        return new Environment(
                LocalDate.now(ZoneOffset.UTC).toString(),
                head(),
                property("java.vm.name") + " " + Runtime.version() + ", " + property("java.vendor"),
                property("os.name") + " " + property("os.version"),
                property("os.arch")
                        + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors",
                quick ? "quick" : "full");
    }

    /// What the directory of the results is called: the date, and what the machine is, not what its
    /// owner calls it.
    static String directory() {
        String os = property("os.name").replaceAll("[ 0-9].*", "").toLowerCase(Locale.ROOT);
        return "%s-%s-%s-%dcpu"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        os,
                        property("os.arch"),
                        Runtime.getRuntime().availableProcessors());
    }

    private static String property(String name) {
        return String.valueOf(System.getProperty(name));
    }

    private static String head() {
        try {
            String commit = git("rev-parse", "--short=10", "HEAD");
            boolean changed = !git("status", "--porcelain", "--untracked-files=no").isEmpty();
            return changed ? commit + " with changes" : commit;
        } catch (IOException noRepository) {
            return "unknown";
        }
    }

    private static String git(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process git =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() != 0) throw new IOException("git failed");
            return answer.strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /// Keeps it.
    ///
    /// @param directory that of the results, made if it isn't there
    /// @throws IOException if it can't be written
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        JSON.writeValue(directory.resolve(FILE).toFile(), this);
    }

    /// Reads what [#write] wrote.
    ///
    /// @param directory that of the results
    /// @return where and when they were measured
    /// @throws IOException if it isn't there
    public static Environment read(Path directory) throws IOException {
        return JSON.readValue(directory.resolve(FILE).toFile(), Environment.class);
    }
}
