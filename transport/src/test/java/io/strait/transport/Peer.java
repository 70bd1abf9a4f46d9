package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The other end of a connection, which knows nothing of coroutines and blocks the thread of its
 * test.
 */
interface Peer extends AutoCloseable {
    InputStream in();

    OutputStream out();

    /** Ends what it sends, and no more than that. */
    default void shutdownOutput() throws IOException {
        throw new UnsupportedOperationException(this + " has no half-close");
    }

    /** Closes with a reset instead of an end. */
    default void reset() throws IOException {
        throw new UnsupportedOperationException(this + " has no reset");
    }

    @Override
    void close() throws IOException;

    default void write(String text) throws IOException {
        out().write(text.getBytes(UTF_8));
    }

    default String read(int length) throws IOException {
        return new String(in().readNBytes(length), UTF_8);
    }

    default String readAll() throws IOException {
        return new String(in().readAllBytes(), UTF_8);
    }
}
