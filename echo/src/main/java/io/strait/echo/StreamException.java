package io.strait.echo;

import java.io.IOException;

/// Standard input or output has failed: nothing that a peer could do.
final class StreamException extends IOException {

    StreamException(String what, IOException cause) {
        super(what + ": " + SystemError.text(cause), cause);
    }

    /// Whether nobody reads what is written, as where `head` has seen enough.
    boolean isBrokenPipe() {
        return getCause() instanceof IOException cause
                && "Broken pipe".equals(SystemError.text(cause));
    }
}
