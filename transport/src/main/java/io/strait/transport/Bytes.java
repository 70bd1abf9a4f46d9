package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strait.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/// The bytes that a connection receives, read as a protocol needs them: so many, up to a line's
/// end, a number, however they were cut into messages on their way.
///
/// ```java
/// Bytes bytes = Bytes.of(connection);
/// for (String line; (line = bytes.readLine(1_000, UTF_8)) != null; ) answer(line);
/// ```
///
/// **It keeps nothing for itself.** What isn't consumed stays with the connection, so that all
/// kinds of reads may be mixed: `connection.read()` returns the rest of the bytes. It takes one
/// object a connection; several do no harm.
///
/// **What throws has consumed nothing**, whether too much came before a line's end, the time is
/// over (`Deadline.failAfter`) or the coroutine was cancelled: the next read, of any kind, begins
/// with the same bytes. Reads that drop what they read, or hand it on, say so: what they have
/// dropped is gone.
///
/// **Four ends** are told apart. Nothing more comes: null, for what a message may begin with
/// ([#readFully], [#readLine], [#readUntil], [#peek]); for numbers and all else an `EOFException`.
/// The input ends in the middle of what is read: an `EOFException` that says how much was there. It
/// is too long: a [TooLongException]. The connection was reset or is broken: any other
/// `IOException`, as [Connection#read()] throws it.
///
/// Methods that return a [ByteBuf] don't copy: it is the caller's, to be released or written. Those
/// that return an array, a `String` or a number leave nothing to be released.
///
/// All methods are for the coroutines of the connection's event loop, one of which may wait to read
/// at a time. Unless they say otherwise they suspend until what they return is there.
public final class Bytes extends Numbers {
    private final Connection<ByteBuf> connection;
    private final LineEnd lineEnd = new LineEnd(); // used again by each read
    private @Nullable Delimiter delimiter; // the one that was looked for last

    private Bytes(Connection<ByteBuf> connection) {
        super(new ByteQueue(connection.input, connection.loop));
        this.connection = connection;
    }

    /// The bytes of a connection. May be called from any thread.
    ///
    /// @param connection is read
    /// @return its bytes
    public static Bytes of(Connection<ByteBuf> connection) {
        return new Bytes(connection);
    }

    // So many bytes.

    /// Whether the input has ended, and there is nothing more to be read. Suspends until that is
    /// known; consumes nothing.
    ///
    /// @return false as soon as there is a byte
    /// @throws IOException as [Connection#read()] does
    public boolean isAtEnd() throws IOException {
        return queue.front(queue.begin()) == null;
    }

    /// Reads so many bytes.
    ///
    /// @param length how many
    /// @return the bytes; null if the input has ended before the first of them
    /// @throws EOFException if it ends before the last of them
    /// @throws IOException as [Connection#read()] does
    public @Nullable ByteBuf readFully(int length) throws IOException {
        return queue.await(requireLength(length)) ? queue.take(length, 0) : null;
    }

    /// Reads so many bytes, which have to come: for the inside of a message.
    ///
    /// @param length how many
    /// @return the bytes
    /// @throws EOFException if the input ends before the last of them
    /// @throws IOException as [Connection#read()] does
    public ByteBuf readExactly(int length) throws IOException {
        require(length);
        return queue.take(length, 0);
    }

    /// Reads a copy of so many bytes, which have to come.
    ///
    /// @param length how many
    /// @return the bytes
    /// @throws EOFException if the input ends before the last of them
    /// @throws IOException as [Connection#read()] does
    public byte[] readBytes(int length) throws IOException {
        require(length);
        return queue.copy(length, 0);
    }

    /// Reads so many bytes as text, which have to come.
    ///
    /// @param length how many bytes
    /// @param charset of the text; what is malformed is replaced
    /// @return the text
    /// @throws EOFException if the input ends before the last of them
    /// @throws IOException as [Connection#read()] does
    public String readString(int length, Charset charset) throws IOException {
        require(length);
        return queue.text(length, 0, charset);
    }

    private void require(int length) throws IOException {
        if (!queue.await(requireLength(length)))
            throw new EOFException(
                    "wanted " + length + " bytes, got 0 from " + connection.channel());
    }

    /// Looks at so many bytes, and consumes nothing.
    ///
    /// @param length how many
    /// @return the bytes, to be released; null if the input has ended before the first of them
    /// @throws EOFException if it ends before the last of them
    /// @throws IOException as [Connection#read()] does
    public @Nullable ByteBuf peek(int length) throws IOException {
        if (!queue.await(requireLength(length))) return null;
        if (length == 0) return Unpooled.EMPTY_BUFFER;
        ByteBuf joined = queue.join(length);
        return joined.retainedSlice(joined.readerIndex(), length);
    }

    // Up to an end.

    /// Reads a line, without its end: LF, or CR and LF. A CR alone is a part of the line.
    ///
    /// @param limit how long the line may be, in bytes, without its end
    /// @return the line; null if the input has ended before its first byte
    /// @throws TooLongException if it is longer; nothing was consumed
    /// @throws EOFException if the input ends before the line does
    /// @throws IOException as [Connection#read()] does
    public @Nullable ByteBuf readLine(int limit) throws IOException {
        return findLine(limit) ? queue.take(lineEnd.content, lineEnd.delimiter) : null;
    }

    /// Reads a line as text, without its end: LF, or CR and LF. A CR alone is a part of the line.
    ///
    /// @param limit how long the line may be, in bytes, without its end
    /// @param charset of the text, in which LF is the byte 10 and nothing else is; what is
    ///   malformed is replaced
    /// @return the line; null if the input has ended before its first byte
    /// @throws TooLongException if it is longer; nothing was consumed
    /// @throws EOFException if the input ends before the line does
    /// @throws IOException as [Connection#read()] does
    public @Nullable String readLine(int limit, Charset charset) throws IOException {
        return findLine(limit) ? queue.text(lineEnd.content, lineEnd.delimiter, charset) : null;
    }

    private boolean findLine(int limit) throws IOException {
        requireLength(limit);
        Task task = queue.begin(); // first, as another one may be using it
        return queue.find(task, lineEnd.within(limit));
    }

    /// Reads what comes before a delimiter, and drops that.
    ///
    /// @param delimiter one byte
    /// @param limit how much may come before it, in bytes
    /// @return what came before it; null if the input has ended before the first byte
    /// @throws TooLongException if more comes before it; nothing was consumed
    /// @throws EOFException if the input ends before it comes
    /// @throws IOException as [Connection#read()] does
    public @Nullable ByteBuf readUntil(byte delimiter, int limit) throws IOException {
        return readUntil(delimiter(delimiter), limit);
    }

    /// Reads what comes before a delimiter, and drops that.
    ///
    /// @param delimiter some bytes, at least one
    /// @param limit how much may come before it, in bytes
    /// @return what came before it; null if the input has ended before the first byte
    /// @throws TooLongException if more comes before it; nothing was consumed
    /// @throws EOFException if the input ends before it comes
    /// @throws IOException as [Connection#read()] does
    public @Nullable ByteBuf readUntil(byte[] delimiter, int limit) throws IOException {
        return readUntil(delimiter(delimiter), limit);
    }

    private @Nullable ByteBuf readUntil(Delimiter end, int limit) throws IOException {
        return find(end, limit) ? queue.take(end.content, end.delimiter) : null;
    }

    /// Reads the text that comes before a delimiter, and drops that.
    ///
    /// @param delimiter some bytes, at least one
    /// @param limit how much may come before it, in bytes
    /// @param charset of the text; what is malformed is replaced
    /// @return what came before it; null if the input has ended before the first byte
    /// @throws TooLongException if more comes before it; nothing was consumed
    /// @throws EOFException if the input ends before it comes
    /// @throws IOException as [Connection#read()] does
    public @Nullable String readUntil(byte[] delimiter, int limit, Charset charset)
            throws IOException {
        Delimiter end = delimiter(delimiter);
        return find(end, limit) ? queue.text(end.content, end.delimiter, charset) : null;
    }

    private boolean find(Delimiter end, int limit) throws IOException {
        requireLength(limit);
        Task task = queue.begin(); // first, as another one may be using it
        return queue.find(task, end.within(limit));
    }

    private Delimiter delimiter(byte single) {
        Delimiter last = delimiter;
        return last != null && last.is(single) ? last : keep(new Delimiter(single));
    }

    private Delimiter delimiter(byte[] bytes) {
        Delimiter last = delimiter;
        return last != null && last.is(bytes) ? last : keep(new Delimiter(bytes));
    }

    private Delimiter keep(Delimiter used) {
        delimiter = used;
        return used;
    }

    // What is dropped, put back, or handed on.

    /// Drops so many bytes, as they come.
    ///
    /// @param length how many
    /// @throws EOFException if the input ends before the last of them
    /// @throws IOException as [Connection#read()] does
    public void skip(long length) throws IOException {
        if (length < 0) throw new IllegalArgumentException("cannot skip " + length + " bytes");
        queue.skip(length);
    }

    /// Drops what comes up to a delimiter, and that, however much it is: what a server does with a
    /// line that was too long.
    ///
    /// @param delimiter one byte; for a line it is `'\n'`
    /// @return false if the input has ended before it came
    /// @throws IOException as [Connection#read()] does
    public boolean skipUntil(byte delimiter) throws IOException {
        return queue.skipUntil(delimiter(delimiter));
    }

    /// Drops what comes up to a delimiter, and that, however much it is.
    ///
    /// @param delimiter some bytes, at least one
    /// @return false if the input has ended before it came
    /// @throws IOException as [Connection#read()] does
    public boolean skipUntil(byte[] delimiter) throws IOException {
        return queue.skipUntil(delimiter(delimiter));
    }

    /// Puts bytes back, in front of all that is not read yet. Doesn't suspend.
    ///
    /// @param bytes are taken over, and released if this throws
    /// @throws IllegalStateException outside of the event loop's coroutines, or while another one
    ///   waits to read
    public void unread(ByteBuf bytes) {
        if (bytes.isReadable()) connection.unread(bytes);
        else bytes.release();
    }

    /// Reads to the end of input, and writes it all to another connection of the same event loop.
    /// Suspends while nothing comes, and while that isn't writable. What couldn't be written is not
    /// consumed; what was is gone.
    ///
    /// @param other isn't closed, nor its output shut down, at the end
    /// @return how many bytes these were
    /// @throws IOException as [Connection#read()] does, and as [Connection#write] of the other one
    public long transferTo(Connection<?> other) throws IOException {
        long transferred = 0;
        while (true) {
            ByteBuf data = queue.poll();
            if (data == null) return transferred;
            transferred += data.readableBytes();
            write(data, other);
        }
    }

    private void write(ByteBuf data, Connection<?> other) throws IOException {
        int start = data.readerIndex();
        boolean written = false;
        data.retain();
        try {
            other.write(data);
            written = true;
        } finally {
            if (written) data.release();
            else unread(data.readerIndex(start));
        }
    }

    // Streams.

    /// The bytes as a stream, for parsers that read one. It holds no lock, and suspends where
    /// nothing is there to be read. A parser may read further than it needs; [#inputStream(long)]
    /// sets it an end.
    ///
    /// To close it closes neither the connection nor its input.
    ///
    /// @return a stream of what is not read yet
    public InputStream inputStream() {
        return new ConnectionInputStream(queue, Long.MAX_VALUE);
    }

    /// So many of the bytes as a stream, for parsers that read to the end of one. If the input ends
    /// before the last of them, its reads throw an `EOFException`. What was not read of it stays to
    /// be read otherwise.
    ///
    /// To close it closes neither the connection nor its input.
    ///
    /// @param length how many
    /// @return a stream that ends after them
    public InputStream inputStream(long length) {
        if (length < 0) throw new IllegalArgumentException("no stream has " + length + " bytes");
        return new ConnectionInputStream(queue, length);
    }

    /// A stream that writes each array that it is given to the connection, as [Connection#write]
    /// does: it suspends while the channel isn't writable, and flushing needs no call. It holds no
    /// lock. For what writes many small arrays or single bytes there is [#outputStream(int)].
    ///
    /// To close it closes neither the connection nor its output.
    ///
    /// @return a stream to the connection
    public OutputStream outputStream() {
        return new ConnectionOutputStream(connection, 0);
    }

    /// A stream that collects what it is given, up to so many bytes, before it writes them to the
    /// connection. **Flush it** before waiting for an answer, as a `BufferedOutputStream`; to close
    /// it flushes it. It holds no lock.
    ///
    /// @param size how much it may collect, in bytes
    /// @return a stream to the connection
    public OutputStream outputStream(int size) {
        return new ConnectionOutputStream(connection, requireLength(size));
    }

    private static int requireLength(int length) {
        if (length < 0) throw new IllegalArgumentException("less than no bytes: " + length);
        return length;
    }
}
