package io.strait.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final int BYTES = 64;

    private final Payload payload = new Payload(BYTES, 3);

    private ByteBuffer message(int connection, long message) {
        ByteBuffer copy = ByteBuffer.allocate(BYTES);
        return copy.put(payload.messages(connection, message, 1)).flip();
    }

    @Test
    void eachMessageIsALineOfItsOwn() {
        byte[] burst = new byte[3 * BYTES];
        payload.messages(7, 41, 3).get(burst);
        String[] lines = new String(burst, java.nio.charset.StandardCharsets.US_ASCII).split("\n");
        assertThat(lines).hasSize(3).doesNotHaveDuplicates();
        assertThat(lines).allMatch(line -> line.length() == BYTES - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 15, 16, 17, 63, 64})
    void piecesOfAnyLengthAreVerified(int piece) throws IOException {
        ByteBuffer message = message(5, 123_456);
        int offset = 0;
        while (message.hasRemaining()) {
            int length = Math.min(piece, message.remaining());
            ByteBuffer part = message.slice(message.position(), length);
            offset = payload.verify(part, 5, 123_456, offset);
            assertThat(part.hasRemaining()).isFalse();
            message.position(message.position() + length);
        }
        assertThat(offset).isEqualTo(BYTES);
    }

    @Test
    void whatComesAfterTheMessageIsLeft() throws IOException {
        ByteBuffer two = ByteBuffer.allocate(2 * BYTES).put(payload.messages(1, 8, 2)).flip();
        assertThat(payload.verify(two, 1, 8, 0)).isEqualTo(BYTES);
        assertThat(two.remaining()).isEqualTo(BYTES);
        assertThat(payload.verify(two, 1, 9, 0)).isEqualTo(BYTES);
    }

    @Test
    void noByteMayBeAnother() {
        for (int i = 0; i < BYTES; i++) {
            ByteBuffer damaged = message(2, 3);
            damaged.put(i, (byte) (damaged.get(i) ^ 1));
            assertThatThrownBy(() -> payload.verify(damaged, 2, 3, 0))
                    .as("byte %d", i)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("message 3 of connection 2");
        }
    }

    @Test
    void theAnswersOfOthersAreNotMine() {
        assertThatThrownBy(() -> payload.verify(message(2, 3), 4, 3, 0))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> payload.verify(message(2, 4), 2, 3, 0))
                .isInstanceOf(IOException.class);
    }
}
