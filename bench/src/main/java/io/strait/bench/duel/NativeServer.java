package io.strait.bench.duel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The contender in C, compiled by the `cc` of this machine when it is needed.
final class NativeServer {
    private static final String SOURCE = "echo.c";
    private static final String PROGRAM = "echo";
    private static final int SECONDS_TO_COMPILE = 60;

    private NativeServer() {}

    /// Compiles it.
    ///
    /// @param directory where the program is put
    /// @return the program; empty if there is no C compiler
    static Optional<Path> compile(Path directory) throws IOException {
        Path source = directory.resolve(SOURCE);
        try (InputStream resource = NativeServer.class.getResourceAsStream(SOURCE)) {
            Files.write(source, Objects.requireNonNull(resource).readAllBytes());
        }
        Path program = directory.resolve(PROGRAM);
        Process compiler;
        try {
            compiler =
                    new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                            .inheritIO()
                            .start();
        } catch (IOException noCompiler) {
            return Optional.empty();
        }
        try {
            boolean done = compiler.waitFor(SECONDS_TO_COMPILE, TimeUnit.SECONDS);
            if (!done) compiler.destroyForcibly();
            if (!done || compiler.exitValue() != 0) throw new IOException("cc failed: " + source);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return Optional.of(program);
    }

    /// Removes what [#compile] left, and the directory.
    static void clean(Path directory) throws IOException {
        for (String file : List.of(SOURCE, PROGRAM)) {
            Files.deleteIfExists(directory.resolve(file));
        }
        Files.delete(directory);
    }

    static List<String> command(Path program, Protocol protocol) {
        return List.of(program.toString(), protocol.name().toLowerCase(Locale.ROOT));
    }
}
