package io.strait.transport.kqueue;

/// A system call failed.
final class ErrnoException extends RuntimeException {
    final int errno;

    ErrnoException(String call, int errno) {
        super(call + ": errno " + errno);
        this.errno = errno;
    }
}
