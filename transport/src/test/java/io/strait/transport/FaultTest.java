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

    private static final int PATIENCE_IN_SECONDS = 60;

    private final long seed =
            Long.getLong("strait.fault.seed", ThreadLocalRandom.current().nextLong());
    private final int connections = Integer.getInteger("strait.fault.connections", 300);

    @ParameterizedTest
    @EnumSource(Transport.class)
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void eachConnectionIsByteExactOrEndsAsTheNetworkMadeIt(Transport transport) throws Exception {
        String run = run(transport, "clients with sockets");
        Crowd crowd = new Crowd(seed, PATIENCE_IN_SECONDS, new SocketGuest(PATIENCE_IN_SECONDS));
        try (OneLoop loop = new OneLoop(transport)) {
            visit(crowd, loop, run);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void soIsEachOfACoroutineThatIsTheClient(Transport transport) throws Exception {
        String run = run(transport, "clients that are coroutines");
        try (OneLoop loop = new OneLoop(transport)) {
            Crowd crowd = new Crowd(seed, PATIENCE_IN_SECONDS, loop.guest(PATIENCE_IN_SECONDS));
            visit(crowd, loop, run);
        }
    }

    private String run(Transport transport, String clients) {
        if (transport == Transport.KQUEUE) KQueueOnLinux.ensureAvailable();
        transport.unavailability().ifPresent(Assumptions::abort);
        String run = "%s, %s, strait.fault.seed=%d".formatted(transport, clients, seed);
        System.out.println("FaultTest: " + connections + " connections, " + run);
        return run;
    }

    private void visit(Crowd crowd, OneLoop loop, String run) throws Exception {
        assertThat(crowd.visit(loop.serve(crowd.counted(crowd::echo)), connections))
                .as(run)
                .isEmpty();
        assertThat(loop.failures).as(run).hasOnlyElementsOfType(IOException.class);
        assertThat(crowd.exact()).as(run).isGreaterThan(connections / 2);
        assertThat(crowd.regularAtServer()).as(run).isGreaterThan(connections / 2);
    }
}
