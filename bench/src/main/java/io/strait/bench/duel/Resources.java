package io.strait.bench.duel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the operating system grants to the processes of a duel: a core each, and open files.
///
/// @param pinned whether server and load each have a core of their own
/// @param openFiles how many files a process may open
record Resources(boolean pinned, long openFiles) {
    private static final int SERVER_CORE = 0;
    private static final int LOAD_CORE = 1;
    private static final int OTHER_FILES = 200; // jars, libraries, selectors
    private static final String RAISE = "ulimit -n \"$(ulimit -H -n)\" 2>/dev/null; ";

    static Resources look() throws IOException {
        boolean pinned = canPin(SERVER_CORE) && canPin(LOAD_CORE);
        String limit = output(List.of("sh", "-c", RAISE + "ulimit -n"));
        return new Resources(
                pinned, limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit));
    }

    private static boolean canPin(int core) {
        try {
            return new ProcessBuilder(pin(core, List.of("true"))).start().waitFor() == 0;
        } catch (IOException noTaskset) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> pin(int core, List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        return pinned;
    }

    /// How many connections a process can have.
    int connections() {
        return (int) Math.min(Integer.MAX_VALUE, openFiles - OTHER_FILES);
    }

    /// Whether the load may keep its core busy while it waits for answers. A sleeping process has
    /// to be woken by whoever answers it, the server: the slower a server, the more often its
    /// clients sleep, and the more it would pay for that on top. Clients on a machine of their own
    /// cost it nothing.
    boolean loadSpins() {
        return pinned;
    }

    /// The same command with the server's core and all the files that are to be had.
    List<String> server(List<String> command) {
        return granted(SERVER_CORE, command);
    }

    /// The same command with the load's core and all the files that are to be had.
    List<String> load(List<String> command) {
        return granted(LOAD_CORE, command);
    }

    private List<String> granted(int core, List<String> command) {
        List<String> granted = new ArrayList<>(List.of("sh", "-c", RAISE + "exec \"$@\"", "sh"));
        granted.addAll(pinned ? pin(core, command) : command);
        return granted;
    }

    /// How much memory a process has in use.
    static long residentBytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return kibibytes(output(List.of("ps", "-o", "rss=", "-p", Long.toString(pid))));
        }
        try (var lines = Files.lines(status)) {
            String line =
                    lines.filter(l -> l.startsWith("VmRSS:"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("no VmRSS in " + status));
            return kibibytes(line.replaceAll("[^0-9]", ""));
        }
    }

    private static long kibibytes(String number) {
        return Long.parseLong(number) << 10;
    }

    private static String output(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /// In words, for whoever reads the figures.
    @Override
    public String toString() {
        String cores =
                pinned
                        ? "server on core " + SERVER_CORE + ", load on core " + LOAD_CORE
                        : "server and load are not pinned to cores here";
        return cores
                + "; "
                + (openFiles == Long.MAX_VALUE ? "any number of" : openFiles)
                + " open files each";
    }
}
