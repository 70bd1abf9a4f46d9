package io.strait.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsTest {
    private static final int BYTES = 64;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStallIsPaidForByAllThatWasDueMeanwhile(boolean spinning) throws Exception {
        int held = 300;
        double rate = 1000;
        try (Stalling server = new Stalling(BYTES, held * BYTES, false);
                Clients clients = new Clients(server.address(), BYTES, 1, () -> 0, spinning)) {
            clients.connectBusy(1);
            Slice slice = clients.open(0, TimeUnit.MILLISECONDS.toNanos(600), rate);
            // Nothing is answered before message 300 was sent, which is not before it was due. So
            // of those before
            // it, message i has waited for (299 - i) ms or more: 200 of them for 100 ms, whatever
            // the machine did.
            long waited =
                    slice.latencies()
                            .getCountBetweenValues(
                                    TimeUnit.MILLISECONDS.toNanos(100), Long.MAX_VALUE);
            assertThat(waited).isGreaterThanOrEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedAnswerIsNoticed(boolean spinning) throws Exception {
        try (Stalling server = new Stalling(BYTES, BYTES, true);
                Clients clients = new Clients(server.address(), BYTES, 1, () -> 0, spinning)) {
            clients.connectBusy(1);
            assertThatThrownBy(() -> clients.closed(0, TimeUnit.MINUTES.toNanos(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("message 1 of connection 0");
        }
    }

    @Test
    void onlyTheServersTimeIsCounted() throws Exception {
        long[] cpu = {0};
        try (Stalling server = new Stalling(BYTES, BYTES, false);
                Clients clients =
                        new Clients(server.address(), BYTES, 1, () -> cpu[0] += 700, false)) {
            clients.connectBusy(1);
            Slice slice = clients.closed(0, TimeUnit.MILLISECONDS.toNanos(50));
            assertThat(slice.cpuNanos()).isEqualTo(700);
            assertThat(slice.messages()).isPositive();
        }
    }
}
