package io.strait.echo;

import io.strait.transport.Transport;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A transport as it is named on the command line. Only its use loads Netty's native libraries.
///
/// @param asked the one that was asked for; empty for the best one
record TransportName(Optional<Transport> asked) {
    static final String ALL = "kqueue, epoll, io_uring, nio";

    /// Reads one.
    static final class Converter implements ITypeConverter<TransportName> {
        @Override
        public TransportName convert(String name) {
            if (name.equals("auto")) return new TransportName(Optional.empty());
            for (Transport transport : Transport.values())
                if (transport.toString().equals(name))
                    return new TransportName(Optional.of(transport));
            throw new TypeConversionException("'" + name + "' is none of auto, " + ALL);
        }
    }

    /// @throws IllegalStateException if it doesn't work here, with the reason
    Transport transport() {
        Transport transport = asked.orElseGet(Transport::best);
        transport
                .unavailability()
                .ifPresent(
                        reason -> {
                            throw new IllegalStateException(
                                    reason + "; --transport auto takes one that is");
                        });
        return transport;
    }

    /// Why the best one here isn't the one that this system is known for.
    Optional<String> disappointment() {
        if (asked.isPresent()) return Optional.empty();
        String system = System.getProperty("os.name", "");
        if (system.equals("Linux")) return Transport.EPOLL.unavailability();
        if (system.startsWith("Mac")) return Transport.KQUEUE.unavailability();
        return Optional.empty();
    }
}
