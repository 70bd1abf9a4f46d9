package io.strait.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// The first occurrence of some bytes, which may be spread over several pieces.
final class Delimiter extends Search {
    /*
     * Knuth, Morris and Pratt: `matched` is how long the longest end of what was looked at is that the delimiter begins
     * with. So what is there without the delimiter is at least `scanned - matched` long, and no byte is looked at again.
     */
    private final byte[] bytes;
    private final int[]
            borders; // of the first i + 1 bytes: how long the longest end is that is also their
    // beginning
    private long limit;
    private int matched;

    Delimiter(byte... bytes) {
        if (bytes.length == 0) throw new IllegalArgumentException("a delimiter has no bytes");
        this.bytes = bytes.clone();
        this.borders = borders(this.bytes);
        delimiter = bytes.length;
    }

    private static int[] borders(byte[] bytes) {
        int[] borders = new int[bytes.length];
        for (int i = 1; i < bytes.length; i++) {
            int border = borders[i - 1];
            while (border > 0 && bytes[i] != bytes[border]) border = borders[border - 1];
            borders[i] = bytes[i] == bytes[border] ? border + 1 : border;
        }
        return borders;
    }

    boolean is(byte... bytes) {
        return Arrays.equals(this.bytes, bytes);
    }

    boolean is(byte single) {
        return bytes.length == 1 && bytes[0] == single;
    }

    /// @param limit the largest `long` for none
    Delimiter within(long limit) {
        this.limit = limit;
        scanned = 0;
        matched = 0;
        return this;
    }

    /// How many of the bytes looked at are not the beginning of what is looked for.
    long passed() {
        return scanned - matched;
    }

    @Override
    boolean look(ByteBuf piece) throws TooLongException {
        int at = piece.readerIndex();
        int end = at + (int) Math.min(piece.readableBytes(), mayCome());
        while (at < end) {
            if (matched == 0) {
                int first = piece.indexOf(at, end, bytes[0]);
                int after = first < 0 ? end : first + 1;
                scanned += after - at;
                at = after;
                if (first < 0) break;
                matched = 1;
            } else if (piece.getByte(at) == bytes[matched]) {
                matched++;
                scanned++;
                at++;
            } else {
                matched = borders[matched - 1];
            }
            if (matched == bytes.length) {
                content = (int) passed();
                return true;
            }
        }
        if (passed() > limit)
            throw new TooLongException("what comes before a delimiter", (int) limit, "bytes");
        return false;
    }

    /* Where the delimiter isn't complete within so many bytes, it comes too late. */
    private long mayCome() {
        return limit == Long.MAX_VALUE ? limit : limit + bytes.length - scanned;
    }

    @Override
    String missing() {
        return "wanted a delimiter, got " + scanned + " bytes without";
    }
}
