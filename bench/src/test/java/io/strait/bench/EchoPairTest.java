package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.strait.transport.Transport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Both kinds of echo answer what is sent, as often as it is.
@Timeout(120)
class EchoPairTest {

    @ParameterizedTest
    @EnumSource
    void inOneProcess(Echo echo) {
        try (EchoPair pair = EchoPair.local(echo, 16)) {
            assertThatCode(() -> pair.roundTrips(50)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource
    void overSockets(Echo echo) {
        try (EchoPair pair = EchoPair.sockets(Transport.best(), echo, 3)) {
            assertThatCode(() -> pair.roundTrips(30)).doesNotThrowAnyException();
        }
    }
}
