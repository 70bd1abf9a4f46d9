package io.strait.transport;

import java.io.Serial;
import javax.net.ssl.SSLException;

/// The end of the bytes under TLS, without the peer's close_notify.
final class Truncation extends SSLException {
    @Serial private static final long serialVersionUID = 1;

    Truncation(String message) {
        super(message);
    }
}
