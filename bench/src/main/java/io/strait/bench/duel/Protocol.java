package io.strait.bench.duel;

/// What the servers do with what they receive.
enum Protocol {
    /// Sends back the bytes, in whatever pieces they come.
    BYTES,
    /// Finds the lines and sends each back as an answer of its own.
    LINES;

    /// No line is longer.
    static final int MAX_LINE = 1024;
}
