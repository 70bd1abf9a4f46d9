package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.SystemCall.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// The number of an open file: a socket, or an end of a pipe. The numbers are beyond those that the
/// rest of the JVM takes, so that a closed one stays closed.
final class Descriptor {
    private static final int FIRST_NUMBER = 512;
    private static final List<Descriptor> OPEN = new ArrayList<>();

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 2048;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_LINGER = 13;
    private static final int EAGAIN = 11;
    private static final int ADDRESS_LENGTH = 16;

    private final int fd;

    private Descriptor(int original) {
        fd = call("dup2", original, FIRST_NUMBER + OPEN.size());
        call("close", original);
        OPEN.add(this);
    }

    int fd() {
        return fd;
    }

    /// Closes what is still open.
    static void closeAll() {
        for (Descriptor descriptor : OPEN) {
            try {
                descriptor.close();
            } catch (ErrnoException e) {
                if (e.errno != SystemCall.EBADF) throw e;
            }
        }
        OPEN.clear();
    }

    /// Two ends of one thing: what is written to the second, the first can read.
    record Pair(Descriptor ours, Descriptor peers) {}

    static Descriptor tcpSocket() {
        return new Descriptor(call("socket", AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    }

    static Descriptor listener() {
        Descriptor listener = tcpSocket();
        try (Arena arena = Arena.ofConfined()) {
            call("bind", listener.fd, loopback(arena), ADDRESS_LENGTH);
        }
        call("listen", listener.fd, 16);
        return listener;
    }

    static Pair tcp() {
        Descriptor listener = listener();
        Descriptor ours = tcpSocket();
        ours.startConnect(listener);
        Descriptor peers = listener.accept();
        listener.close();
        return new Pair(ours, peers);
    }

    /// Both ends of UDP, connected to each other.
    static Pair udp() {
        Descriptor[] ends = new Descriptor[2];
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < 2; i++) {
                ends[i] = new Descriptor(call("socket", AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
                call("bind", ends[i].fd, loopback(arena), ADDRESS_LENGTH);
            }
        }
        ends[0].startConnect(ends[1]);
        ends[1].startConnect(ends[0]);
        return new Pair(ends[0], ends[1]);
    }

    static Pair unix() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment two = arena.allocate(ValueLayout.JAVA_INT, 2);
            call("socketpair", AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, two);
            return pair(two);
        }
    }

    static Pair pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment two = arena.allocate(ValueLayout.JAVA_INT, 2);
            call("pipe2", two, SOCK_NONBLOCK);
            return pair(two);
        }
    }

    private static Pair pair(MemorySegment two) {
        return new Pair(
                new Descriptor(two.getAtIndex(ValueLayout.JAVA_INT, 0)),
                new Descriptor(two.getAtIndex(ValueLayout.JAVA_INT, 1)));
    }

    private static MemorySegment loopback(Arena arena) {
        MemorySegment address = arena.allocate(ADDRESS_LENGTH, 8);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
        address.asSlice(4, 4).copyFrom(MemorySegment.ofArray(new byte[] {127, 0, 0, 1}));
        return address;
    }

    /// Starts to connect; on the loopback interface it is done when the other end is there.
    void startConnect(Descriptor target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_LENGTH, 8);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_LENGTH);
            call("getsockname", target.fd, address, length);
            call("connect", fd, address, ADDRESS_LENGTH);
        } catch (ErrnoException e) {
            int inProgress = 115;
            if (e.errno != inProgress) throw e;
        }
    }

    /// Waits for a connection.
    Descriptor accept() {
        while (true) {
            try {
                return new Descriptor(
                        call("accept4", fd, MemorySegment.NULL, MemorySegment.NULL, SOCK_NONBLOCK));
            } catch (ErrnoException e) {
                if (e.errno != EAGAIN) throw e;
                Thread.onSpinWait();
            }
        }
    }

    void write(int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            call("write", fd, arena.allocate(Math.max(bytes, 1)), (long) bytes);
        }
    }

    /// Writes until nothing more fits.
    void fill() {
        try {
            while (true) write(1 << 16);
        } catch (ErrnoException e) {
            if (e.errno != EAGAIN) throw e;
        }
    }

    /// @return how many were read, 0 at the end
    int read(int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            return call("read", fd, arena.allocate(bytes), (long) bytes);
        }
    }

    /// Reads until there is nothing.
    void drain() {
        try {
            while (read(1 << 16) > 0) Thread.onSpinWait();
        } catch (ErrnoException e) {
            if (e.errno != EAGAIN) throw e;
        }
    }

    void shutdownInput() {
        call("shutdown", fd, 0);
    }

    void shutdownOutput() {
        call("shutdown", fd, 1);
    }

    Descriptor duplicate() {
        return new Descriptor(call("dup", fd));
    }

    /// Closes this, and gives its number to another open file.
    void replaceBy(Descriptor other) {
        call("dup2", other.fd, fd);
    }

    /// Takes the error out of the socket.
    int takeError() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 4);
            call("getsockopt", fd, SOL_SOCKET, SO_ERROR, value, length);
            return value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /// Closes with a reset.
    void reset() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocateFrom(ValueLayout.JAVA_INT, 1, 0);
            call("setsockopt", fd, SOL_SOCKET, SO_LINGER, linger, 8);
        }
        close();
    }

    void close() {
        call("close", fd);
    }
}
