package io.strait.transport;

import io.netty.buffer.ByteBuf;

/// So many bytes.
final class Length extends Search {
    Length of(int bytes) {
        content = bytes;
        scanned = 0;
        return this;
    }

    @Override
    boolean look(ByteBuf piece) {
        scanned += piece.readableBytes();
        return scanned >= content;
    }

    @Override
    String missing() {
        return "wanted " + content + " bytes, got " + scanned;
    }
}
