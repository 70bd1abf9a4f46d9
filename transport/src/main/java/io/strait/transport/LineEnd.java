package io.strait.transport;

import io.netty.buffer.ByteBuf;

/// The end of a line: LF, or CR and LF. A CR alone is content.
final class LineEnd extends Search {
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private int limit;
    private boolean afterCr; // the last byte looked at is one

    LineEnd within(int limit) {
        this.limit = limit;
        scanned = 0;
        afterCr = false;
        return this;
    }

    @Override
    boolean look(ByteBuf piece) throws TooLongException {
        int start = piece.readerIndex();
        long mayCome = limit + 2L - scanned; // the content, CR and LF
        int end = start + (int) Math.min(piece.readableBytes(), mayCome);
        if (start == end) return false; // an empty one
        int at = piece.indexOf(start, end, LF);
        boolean found = at >= 0;
        if (!found) at = end;
        if (at > start) afterCr = piece.getByte(at - 1) == CR;
        scanned += at - start;
        // A CR may be the beginning of the delimiter, so it doesn't count before that is known.
        long before = afterCr ? scanned - 1 : scanned;
        if (before > limit) throw new TooLongException("a line", limit, "bytes");
        if (!found) return false;
        content = (int) before;
        delimiter = afterCr ? 2 : 1;
        return true;
    }

    @Override
    String missing() {
        return "wanted the end of a line, got " + scanned + " bytes without";
    }
}
