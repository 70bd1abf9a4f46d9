package io.strait.echo;

import io.strait.transport.Transport;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a [Transport] from the command line.
final class TransportName implements ITypeConverter<Transport> {
    static final String ALL = "kqueue, epoll, io_uring, nio";

    @Override
    public Transport convert(String name) {
        if (name.equals("auto")) return Transport.best();
        return Arrays.stream(Transport.values())
                .filter(transport -> transport.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'" + name + "' is none of auto, " + ALL));
    }
}
