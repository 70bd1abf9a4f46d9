package io.strait.transport.kqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.transport.KQueueLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;

/// A kqueue of the library, with no Netty in between.
record KQueueDescriptor(int fd) {
    private static final int ROOM = 16;

    /// Long enough that a test fails which waits so long.
    static final long PATIENCE_SECONDS = 60;

    static KQueueDescriptor open() {
        return new KQueueDescriptor(SystemCall.call(library(), "strait_kqueue"));
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup(KQueueLibrary.PATH, Arena.global());
    }

    /// @param timeout a `timespec`, or null
    List<Kevent> kevent(List<Kevent> changes, int room, long[] timeout) {
        try {
            return keventUnlessInterrupted(changes, room, timeout);
        } catch (ErrnoException e) {
            if (e.errno != SystemCall.EINTR) throw e;
            return kevent(List.of(), room, timeout); // the changes are made by then
        }
    }

    private List<Kevent> keventUnlessInterrupted(List<Kevent> changes, int room, long[] timeout) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate(Kevent.SIZE * (changes.size() + 1), 8);
            for (int i = 0; i < changes.size(); i++)
                changes.get(i).to(in.asSlice(Kevent.SIZE * i, Kevent.SIZE));
            MemorySegment out = arena.allocate(Kevent.SIZE * (room + 1), 8);
            MemorySegment time =
                    timeout == null
                            ? MemorySegment.NULL
                            : arena.allocateFrom(ValueLayout.JAVA_LONG, timeout);
            int count =
                    SystemCall.call(
                            library(), "strait_kevent", fd, in, changes.size(), out, room, time);
            List<Kevent> events = new ArrayList<>();
            for (int i = 0; i < count; i++)
                events.add(Kevent.from(out.asSlice(Kevent.SIZE * i, Kevent.SIZE)));
            return events;
        }
    }

    /// Makes changes, each of which has to succeed.
    void apply(Kevent... changes) {
        assertThat(kevent(List.of(changes), 0, null)).isEmpty();
    }

    /// What there is to tell at once.
    List<Kevent> poll() {
        return poll(ROOM);
    }

    List<Kevent> poll(int room) {
        return kevent(List.of(), room, new long[] {0, 0});
    }

    /// Makes changes, and tells of errors and events.
    List<Kevent> change(Kevent... changes) {
        return kevent(List.of(changes), ROOM, new long[] {0, 0});
    }

    /// Waits for something to tell.
    List<Kevent> await() {
        List<Kevent> events = kevent(List.of(), ROOM, new long[] {PATIENCE_SECONDS, 0});
        assertThat(events).isNotEmpty();
        return events;
    }

    /// Waits for the one event that there is to tell.
    Kevent awaitOne() {
        List<Kevent> events = await();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    /// Waits for a second for nothing, which should take next to no processor time. (A busy machine
    /// gives little time to whoever would like to have much, so the limit is low.)
    void assertThatWaitingIsIdle() {
        poll(); // the first call is the one that links
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        assertThat(kevent(List.of(), 1, new long[] {1, 0})).isEmpty();
        assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(30_000_000);
    }

    /// Waits without a timeout, on a thread of its own.
    ///
    /// @return when that thread is asleep in the kernel
    FutureTask<List<Kevent>> startWaiting() {
        BlockingQueue<Path> thread = new LinkedBlockingQueue<>();
        FutureTask<List<Kevent>> waiting =
                new FutureTask<>(
                        () -> {
                            thread.add(Path.of("/proc/thread-self").toRealPath());
                            return kevent(List.of(), 1, null);
                        });
        Thread.ofPlatform().start(waiting);
        Awaitility.await()
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> waiting.isDone() || waitsForEpoll(thread.peek()));
        return waiting;
    }

    private static boolean waitsForEpoll(Path thread) throws IOException {
        return thread != null
                && Files.readString(thread.resolve("syscall")).startsWith("441 "); // epoll_pwait2
    }

    void close() {
        SystemCall.call("close", fd);
    }
}
