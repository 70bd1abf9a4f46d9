package io.strait.transport;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What one client sent to an echo server and what came back, and what is wrong with that. A client
 * fills it; the server's side may ask from another thread what was sent.
 */
final class Talk {
    static final String REGULAR = "end of stream";
    static final String STUCK = "stuck";

    private final byte[] sent;
    private final byte[] received;
    private int length;

    Talk(byte[] sent) {
        this.sent = sent;
        this.received = new byte[sent.length + 1];
    }

    byte[] sent() {
        return sent;
    }

    /** Takes what came back; one byte too many is enough to know. */
    void receive(byte[] data, int count) {
        int taken = Math.min(count, received.length - length);
        System.arraycopy(data, 0, received, length, taken);
        length += taken;
    }

    private boolean isPrefix() {
        return length <= sent.length && Arrays.equals(sent, 0, length, received, 0, length);
    }

    private boolean isAll() {
        return isPrefix() && length == sent.length;
    }

    boolean isExact(String end) {
        return isAll() && end.equals(REGULAR);
    }

    /**
     * The client's view. A connection that the network breaks may lose its end, but then something
     * tells the client so: a regular end says that this was all.
     */
    Optional<String> complaint(FaultProxy.Fault fault, String end) {
        boolean regular = end.equals(REGULAR);
        boolean well =
                switch (fault) {
                    case NONE -> isAll() && regular;
                    case HALF_CLOSE -> isPrefix() && regular;
                    case RESET -> isPrefix() && !end.equals(STUCK) && (isAll() || !regular);
                };
        if (well) return Optional.empty();
        return Optional.of(
                "%s: of %d bytes %d came back, %s, then %s"
                        .formatted(
                                fault,
                                sent.length,
                                length,
                                isPrefix() ? "the first ones" : "and others than were sent",
                                end));
    }

    /** The server's view, where it has read a regular end after so much. */
    Optional<String> complaintOfServer(FaultProxy.Fault fault, int length, CRC32 read) {
        CRC32 expected = new CRC32();
        expected.update(sent, 0, Math.min(length, sent.length));
        boolean prefix = length <= sent.length && expected.getValue() == read.getValue();
        if (prefix && (length == sent.length || fault == FaultProxy.Fault.HALF_CLOSE))
            return Optional.empty();
        return Optional.of(
                "%s: of %d bytes the server read %d, %s, then a regular end"
                        .formatted(
                                fault,
                                sent.length,
                                length,
                                prefix ? "the first ones" : "and others than were sent"));
    }
}
