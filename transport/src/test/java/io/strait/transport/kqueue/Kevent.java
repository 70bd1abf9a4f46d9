package io.strait.transport.kqueue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A change, or an event: `struct kevent`.
record Kevent(long ident, int filter, int flags, int fflags, long data, long udata) {
    static final int EVFILT_READ = -1;
    static final int EVFILT_WRITE = -2;
    static final int EVFILT_USER = -10;
    static final int EVFILT_SOCK = -13;

    static final int EV_ADD = 0x1;
    static final int EV_DELETE = 0x2;
    static final int EV_ENABLE = 0x4;
    static final int EV_DISABLE = 0x8;
    static final int EV_ONESHOT = 0x10;
    static final int EV_CLEAR = 0x20;
    static final int EV_RECEIPT = 0x40;
    static final int EV_DISPATCH = 0x80;
    static final int EV_ERROR = 0x4000;
    static final int EV_EOF = 0x8000;

    static final int NOTE_TRIGGER = 0x0100_0000;
    static final int NOTE_FFAND = 0x4000_0000;
    static final int NOTE_FFOR = 0x8000_0000;
    static final int NOTE_FFCOPY = 0xc000_0000;
    static final int NOTE_CONNRESET = 0x1;
    static final int NOTE_READCLOSED = 0x2;
    static final int NOTE_DISCONNECTED = 0x1000;

    static final long SIZE = 32;

    static Kevent change(Descriptor descriptor, int filter, int flags) {
        return new Kevent(descriptor.fd(), filter, flags, 0, 0, 0);
    }

    static Kevent add(Descriptor descriptor, int filter) {
        return change(descriptor, filter, EV_ADD);
    }

    static Kevent delete(Descriptor descriptor, int filter) {
        return change(descriptor, filter, EV_DELETE);
    }

    static Kevent user(int flags, int fflags) {
        return new Kevent(7, EVFILT_USER, flags, fflags, 0, 0);
    }

    Kevent with(int newFflags) {
        return new Kevent(ident, filter, flags, newFflags, data, udata);
    }

    Kevent withUdata(long newUdata) {
        return new Kevent(ident, filter, flags, fflags, data, newUdata);
    }

    boolean isEof() {
        return (flags & EV_EOF) != 0;
    }

    boolean isError() {
        return (flags & EV_ERROR) != 0;
    }

    static Kevent from(MemorySegment memory) {
        return new Kevent(
                memory.get(ValueLayout.JAVA_LONG, 0),
                memory.get(ValueLayout.JAVA_SHORT, 8),
                Short.toUnsignedInt(memory.get(ValueLayout.JAVA_SHORT, 10)),
                memory.get(ValueLayout.JAVA_INT, 12),
                memory.get(ValueLayout.JAVA_LONG, 16),
                memory.get(ValueLayout.JAVA_LONG, 24));
    }

    void to(MemorySegment memory) {
        memory.set(ValueLayout.JAVA_LONG, 0, ident);
        memory.set(ValueLayout.JAVA_SHORT, 8, (short) filter);
        memory.set(ValueLayout.JAVA_SHORT, 10, (short) flags);
        memory.set(ValueLayout.JAVA_INT, 12, fflags);
        memory.set(ValueLayout.JAVA_LONG, 16, data);
        memory.set(ValueLayout.JAVA_LONG, 24, udata);
    }
}
