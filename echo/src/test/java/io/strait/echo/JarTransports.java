package io.strait.echo;

import io.strait.transport.Transport;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// The transports on which the jar is started: the best one, and each that is available with
/// `-Pall`. The tests inside of this JVM run on each of them in any case.
final class JarTransports implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
            ParameterDeclarations parameters, ExtensionContext context) {
        return transports().map(Arguments::of);
    }

    private static Stream<Transport> transports() {
        if (!Boolean.getBoolean("strait.jar.on.each.transport")) return Stream.of(Transport.best());
        return Arrays.stream(Transport.values()).filter(each -> each.unavailability().isEmpty());
    }
}
