package io.strait.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The natives of Netty's kqueue transport for Linux, in C, next to the tests. The build compiles
/// them before it runs the tests, if their sources are newer than the library.
public final class KQueueLibrary {
    /// Where the build puts it.
    public static final Path PATH =
            Path.of(System.getProperty("strait.kqueue.natives", "target/kqueue/libkqueue.so"))
                    .toAbsolutePath();

    private KQueueLibrary() {}

    /// Compiles the sources in one directory to the library. Where there is no C compiler there is
    /// no library either, and the tests that need it say so.
    public static void main(String[] arguments) throws Exception {
        Path sources = Path.of(arguments[0]);
        Path library = Path.of(arguments[1]);
        if (isUpToDate(library, sources)) return;
        Files.createDirectories(library.getParent());
        Path compiled = Files.createTempFile(library.getParent(), "libkqueue", ".so");
        try {
            int status =
                    new ProcessBuilder(compiler(sources, compiled)).inheritIO().start().waitFor();
            if (status != 0) System.exit(status);
            Files.move(compiled, library, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.out.println("[WARNING] No tests over kqueue: " + e.getMessage());
        } finally {
            Files.deleteIfExists(compiled);
        }
    }

    private static List<String> compiler(Path sources, Path library) throws IOException {
        Path headers = Path.of(System.getProperty("java.home"), "include");
        List<String> command =
                new ArrayList<>(
                        List.of("cc", "-std=c11", "-O2", "-g", "-Wall", "-Wextra", "-Werror"));
        command.addAll(List.of("-fPIC", "-shared", "-fvisibility=hidden", "-pthread"));
        command.addAll(List.of("-I" + headers, "-I" + headers.resolve("linux")));
        command.addAll(List.of("-o", library.toString()));
        try (Stream<Path> files = Files.list(sources)) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith(".c"))
                    .sorted()
                    .forEach(command::add);
        }
        return command;
    }

    private static boolean isUpToDate(Path library, Path sources) throws IOException {
        if (!Files.exists(library)) return false;
        long compiled = Files.getLastModifiedTime(library).toMillis();
        try (Stream<Path> files = Files.list(sources)) {
            return files.allMatch(file -> modified(file) < compiled);
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
