package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.transport.FaultProxy.Fault;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What {@link FaultTest} lets pass, and what not. */
class TalkTest {
    private static final byte[] SENT = {1, 2, 3};
    private static final String ERROR = "java.io.IOException: Connection reset";

    private static Optional<String> complaint(Fault fault, String end, int... received) {
        Talk talk = new Talk(SENT);
        for (int data : received) talk.receive(new byte[] {(byte) data}, 1);
        return talk.complaint(fault, end);
    }

    private static Optional<String> complaintOfServer(Fault fault, int... read) {
        CRC32 crc = new CRC32();
        for (int data : read) crc.update(data);
        return new Talk(SENT).complaintOfServer(fault, read.length, crc);
    }

    @Test
    void withoutAFaultAllHasToComeBackAndThenARegularEnd() {
        assertThat(complaint(Fault.NONE, Talk.REGULAR, 1, 2, 3)).isEmpty();
        assertThat(complaint(Fault.NONE, Talk.REGULAR, 1, 2)).isPresent();
        assertThat(complaint(Fault.NONE, Talk.REGULAR, 1, 2, 4)).isPresent();
        assertThat(complaint(Fault.NONE, Talk.REGULAR, 1, 2, 3, 4)).isPresent();
        assertThat(complaint(Fault.NONE, ERROR, 1, 2, 3)).isPresent();
    }

    @Test
    void aHalfClosedConnectionEndsEarlyAndRegularly() {
        assertThat(complaint(Fault.HALF_CLOSE, Talk.REGULAR, 1)).isEmpty();
        assertThat(complaint(Fault.HALF_CLOSE, ERROR, 1)).isPresent();
        assertThat(complaint(Fault.HALF_CLOSE, Talk.REGULAR, 2)).isPresent();
    }

    @Test
    void aResetIsAnErrorUnlessItCameTooLate() {
        assertThat(complaint(Fault.RESET, ERROR, 1)).isEmpty();
        assertThat(complaint(Fault.RESET, Talk.REGULAR, 1, 2, 3)).isEmpty();
        assertThat(complaint(Fault.RESET, Talk.REGULAR, 1)).isPresent();
        assertThat(complaint(Fault.RESET, Talk.STUCK, 1)).isPresent();
        assertThat(complaint(Fault.RESET, Talk.STUCK, 1, 2, 3)).isPresent();
        assertThat(complaint(Fault.RESET, ERROR, 3)).isPresent();
    }

    @Test
    void aServerThatReadARegularEndHasReadAllUnlessTheNetworkMadeThatEnd() {
        assertThat(complaintOfServer(Fault.NONE, 1, 2, 3)).isEmpty();
        assertThat(complaintOfServer(Fault.RESET, 1, 2, 3)).isEmpty();
        assertThat(complaintOfServer(Fault.HALF_CLOSE, 1)).isEmpty();
        assertThat(complaintOfServer(Fault.RESET, 1)).isPresent();
        assertThat(complaintOfServer(Fault.NONE, 1)).isPresent();
        assertThat(complaintOfServer(Fault.HALF_CLOSE, 2)).isPresent();
        assertThat(complaintOfServer(Fault.HALF_CLOSE, 1, 2, 3, 4)).isPresent();
    }
}
