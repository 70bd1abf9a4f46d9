package io.strait.bench.duel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/// How much of the processor's time another process has taken, kernel included. On Linux the
/// scheduler's own count, in nanoseconds, of the threads that live; elsewhere what the JDK tells.
final class ProcessCpu {
    private final ProcessHandle process;
    private final Path threads;
    private final boolean bySchedule;

    ProcessCpu(long pid) {
        process =
                ProcessHandle.of(pid)
                        .orElseThrow(() -> new IllegalArgumentException("no process " + pid));
        threads = Path.of("/proc", Long.toString(pid), "task");
        bySchedule = Files.isReadable(threads.resolve(Long.toString(pid)).resolve("schedstat"));
    }

    long nanos() {
        return bySchedule
                ? scheduled()
                : process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    private long scheduled() {
        long nanos = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) nanos += scheduled(thread);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    private static long scheduled(Path thread) throws IOException {
        try {
            String onCpuWaitingSlices = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(onCpuWaitingSlices.substring(0, onCpuWaitingSlices.indexOf(' ')));
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
