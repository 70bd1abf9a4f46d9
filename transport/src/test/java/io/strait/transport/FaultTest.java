package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An echo server behind a network in a bad mood, on each transport. Settable: {@code
 * -Dstrait.fault.connections=10000}, {@code -Dstrait.fault.seed=1}.
 */
@ExtendWith(NoLeaks.class)
class FaultTest {

    @ParameterizedTest
    @EnumSource(Transport.class)
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void eachConnectionIsByteExactOrEndsAsTheNetworkMadeIt(Transport transport) throws Exception {
        if (transport == Transport.KQUEUE) KQueueOnLinux.ensureAvailable();
        transport.unavailability().ifPresent(Assumptions::abort);
        int connections = Integer.getInteger("strait.fault.connections", 300);
        long seed = Long.getLong("strait.fault.seed", ThreadLocalRandom.current().nextLong());
        String run = "%s, strait.fault.seed=%d".formatted(transport, seed);
        System.out.println("FaultTest: " + connections + " connections, " + run);
        Crowd crowd = new Crowd(seed, 60);
        try (OneLoop loop = new OneLoop(transport)) {
            assertThat(crowd.visit(loop.serve(crowd.counted(Conformance::echo)), connections))
                    .as(run)
                    .isEmpty();
            assertThat(loop.failures).as(run).hasOnlyElementsOfType(IOException.class);
        }
        assertThat(crowd.exact()).isGreaterThan(connections / 2);
    }
}
