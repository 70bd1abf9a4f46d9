package io.strait.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Text from a stream that may suspend: characters and lines. It stands where a `BufferedReader`
/// over an `InputStreamReader` would, which both hold a lock while they read, so that no coroutine
/// can suspend in them.
///
/// ```java
/// new TextReader(new GZIPInputStream(bytes.inputStream(length)), UTF_8)
/// ```
///
/// It reads ahead, as much as the stream has at once. For lines straight from a connection
/// [Bytes#readLine(int, Charset)] is cheaper, and leaves the rest to be read otherwise.
///
/// It is for one coroutine or thread. What throws has consumed nothing: what was read ahead stays.
/// What is malformed is replaced.
public final class TextReader extends Reader {
    private static final int BYTES = 1024;

    private final InputStream stream;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip(); // that are not decoded
    private char[] chars = new char[BYTES];
    private int start; // of what is decoded, and was not read
    private int end;
    private boolean streamEnded;
    private boolean decoded; // all, up to the stream's end
    private boolean closed;

    /// A reader of all that a stream has.
    ///
    /// @param stream is read, and closed with the reader
    /// @param charset of the text
    public TextReader(InputStream stream, Charset charset) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    /// Reads a line, without its end: LF, or CR and LF. A CR alone is a part of the line.
    ///
    /// @param limit how long the line may be, in characters, without its end
    /// @return the line; null if the stream has ended before its first character
    /// @throws TooLongException if it is longer; nothing was consumed
    /// @throws EOFException if the stream ends before the line does
    /// @throws IOException as the stream does
    public @Nullable String readLine(int limit) throws IOException {
        if (limit < 0) throw new IllegalArgumentException("less than no characters: " + limit);
        requireOpen();
        for (int looked = 0; ; ) {
            while (start + looked < end && chars[start + looked] != '\n' && looked - 2L < limit)
                looked++;
            boolean found = start + looked < end && chars[start + looked] == '\n';
            boolean afterCr = looked > 0 && chars[start + looked - 1] == '\r';
            int length = afterCr ? looked - 1 : looked;
            if (length > limit) throw new TooLongException("a line", limit, "characters");
            if (found) {
                String line = new String(chars, start, length);
                start += looked + 1;
                return line;
            }
            if (!fill()) {
                if (looked == 0) return null;
                throw new EOFException(
                        "wanted the end of a line, got " + looked + " characters without");
            }
        }
    }

    /// Drops the rest of a line, however long it is, and its end.
    ///
    /// @return false if the stream has ended before the line did
    /// @throws IOException as the stream does
    public boolean skipLine() throws IOException {
        requireOpen();
        do {
            while (start < end) if (chars[start++] == '\n') return true;
        } while (fill());
        return false;
    }

    /// Reads one character.
    @Override
    public int read() throws IOException {
        requireOpen();
        return start < end || fill() ? chars[start++] : -1;
    }

    /// Reads at least one character, and no more than are there.
    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requireOpen();
        if (length == 0) return 0;
        if (start == end && !fill()) return -1;
        int read = Math.min(length, end - start);
        System.arraycopy(chars, start, into, offset, read);
        start += read;
        return read;
    }

    /// Skips characters until there are no more, or so many are skipped.
    @Override
    public long skip(long length) throws IOException {
        if (length < 0) throw new IllegalArgumentException("cannot skip " + length);
        requireOpen();
        long left = length;
        while (left > 0 && (start < end || fill())) {
            int skipped = (int) Math.min(left, end - start);
            start += skipped;
            left -= skipped;
        }
        return length - left;
    }

    /// Whether a character is there that need not be waited for.
    @Override
    public boolean ready() throws IOException {
        requireOpen();
        return start < end || stream.available() > 0;
    }

    /// Closes the stream.
    @Override
    public void close() throws IOException {
        closed = true;
        stream.close();
    }

    /* Decodes at least one more character; false if there is none. Suspends where the stream does. */
    private boolean fill() throws IOException {
        makeRoom();
        while (!decoded) {
            CharBuffer out = CharBuffer.wrap(chars, end, chars.length - end);
            decoder.decode(bytes, out, streamEnded);
            if (streamEnded && !bytes.hasRemaining()) decoded = decoder.flush(out).isUnderflow();
            if (out.position() > end) {
                end = out.position();
                return true;
            }
            if (!streamEnded) readMore();
        }
        return false;
    }

    /* If this throws, nothing has changed. */
    private void readMore() throws IOException {
        int kept = bytes.remaining(); // the beginning of a character
        System.arraycopy(bytes.array(), bytes.position(), bytes.array(), 0, kept);
        bytes.position(0).limit(kept);
        int read = stream.read(bytes.array(), kept, BYTES - kept);
        if (read < 0) streamEnded = true;
        else bytes.limit(kept + read);
    }

    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(chars, start, chars, 0, end - start);
            end -= start;
            start = 0;
        }
        if (chars.length - end < 2) chars = Arrays.copyOf(chars, chars.length * 2);
    }

    private void requireOpen() throws IOException {
        if (closed) throw new IOException("the reader was closed");
    }
}
