package io.strait.transport;

import io.netty.buffer.ByteBuf;

/// Looks through what has been received, one piece after the other, for the end of what is to be
/// read. It remembers how far it has looked, so that no byte is looked at twice however many pieces
/// there are. Each object is used again for the next read.
abstract class Search {
    long scanned; // bytes in the pieces that were looked at
    int content; // once it is found: how many bytes come before the delimiter
    int delimiter; // how many bytes that has

    /// Looks through the next piece, and consumes nothing.
    ///
    /// @return whether the end is in it
    /// @throws TooLongException as soon as the bytes that are known rule out that it comes in time
    abstract boolean look(ByteBuf piece) throws TooLongException;

    /// What was looked for, and what was there instead, where the input has ended.
    abstract String missing();
}
