package io.strait.fuzz.bytes;

import io.netty.buffer.ByteBuf;
import io.strait.transport.Bytes;
import io.strait.transport.Connection;

/** What performs the reads. */
interface Tested {
    /** The real thing. */
    Tested BYTES = Reading::perform;

    /**
     * Performs one read.
     *
     * @return its result as text
     */
    String perform(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception;
}
