package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/// An endless sequence of bytes, given by a seed, of which each side of a test knows every
/// position.
final class Payload {
    private static final int PERIOD =
            1_048_583; // a prime, so that no lost or doubled power of two goes unseen

    private final byte[] bytes = new byte[2 * PERIOD];

    Payload(long seed) {
        byte[] period = new byte[PERIOD];
        new SplittableRandom(seed).nextBytes(period);
        System.arraycopy(period, 0, bytes, 0, PERIOD);
        System.arraycopy(period, 0, bytes, PERIOD, PERIOD);
    }

    /// Sends `length` bytes, a mebibyte at most, from `position` on.
    void send(Client client, long position, int length) throws IOException {
        int from = (int) (position % PERIOD);
        client.send(Arrays.copyOfRange(bytes, from, from + length), length);
    }

    /// Sends the first `length` bytes.
    void send(Client client, long length) throws IOException {
        int block = 1 << 16;
        for (long sent = 0; sent < length; sent += block)
            send(client, sent, (int) Math.min(block, length - sent));
    }

    /// Expects `length` bytes from `position` on.
    void expect(InputStream input, long position, long length) throws IOException {
        byte[] block = new byte[1 << 16];
        for (long next = position, end = position + length; next < end; ) {
            int count = input.read(block, 0, (int) Math.min(block.length, end - next));
            assertThat(count).as("bytes after %d of %d", next, end).isPositive();
            int from = (int) (next % PERIOD);
            if (!Arrays.equals(block, 0, count, bytes, from, from + count)) {
                throw new AssertionError("wrong bytes between " + next + " and " + (next + count));
            }
            next += count;
        }
    }

    /// Expects the first `length` bytes, and then the end.
    void expectAll(Client client, long length) throws IOException {
        expect(client.input(), 0, length);
        assertThat(client.input().read()).as("after the last of %d bytes", length).isEqualTo(-1);
    }
}
