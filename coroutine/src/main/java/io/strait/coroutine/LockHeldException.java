package io.strait.coroutine;

import java.util.List;

/// Thrown by [Coroutine#resume], [Coroutine#cancel] and [Coroutine#suspend] when they are called
/// with a lock held. The stack that a suspension puts aside would take the lock along, although it
/// is the thread that owns it: the next one to enter would then wait for ever, or get in as well,
/// or the JVM would crash. Nothing happened: whoever holds the lock still does, and the coroutine
/// is what it was.
public final class LockHeldException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /* The packages of the JDK's streams that hold a lock while they call the one below. */
    private static final List<String> STREAMS =
            List.of("java.io.", "java.util.zip.", "sun.nio.cs.");

    /* They can't be told to leave it; so what to take instead. */
    private static final String WITHOUT_LOCKS =
            ". This one is taken by a stream of the JDK's, around the stream below. BufferedReader,"
                    + " InputStreamReader, Scanner, BufferedInputStream, PrintStream, PrintWriter,"
                    + " OutputStreamWriter, BufferedOutputStream, DataOutputStream and"
                    + " GZIPOutputStream do so; InputStream, DataInputStream and GZIPInputStream"
                    + " don't. In io.strait.transport, Bytes.readLine and TextReader read text without"
                    + " locks, and Bytes.outputStream(size) collects what is written";

    LockHeldException(String operation, Coroutine<?, ?> coroutine, String lock) {
        super(
                "cannot "
                        + operation
                        + " "
                        + coroutine
                        + " with a lock held: "
                        + lock
                        + ". No coroutine may be resumed or suspended inside synchronized or with a"
                        + " java.util.concurrent lock held: leave it first. The code of one thread's"
                        + " coroutines is never interrupted between two suspensions, and mostly"
                        + " needs no lock"
                        + (STREAMS.stream().anyMatch(lock::contains) ? WITHOUT_LOCKS : ""));
    }
}
