package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Text from a stream that gives it in any pieces, and fails in between. */
class TextReaderTest {
    /** Some bytes at a time, and now and then none but an exception. */
    private static final class Pieces extends InputStream {
        private final ByteArrayInputStream bytes;
        private final Random random;

        Pieces(byte[] bytes, long seed) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.random = new Random(seed);
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (random.nextInt(3) == 0) throw new IOException("not now");
            return bytes.read(into, offset, Math.min(length, 1 + random.nextInt(5)));
        }
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws IOException;
    }

    private static <T> Object untilItWorks(Attempt<T> attempt) throws IOException {
        while (true) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (!"not now".equals(e.getMessage())) throw e;
            }
        }
    }

    @Test
    void whatThrowsHasConsumedNothingHoweverTheBytesCome() throws IOException {
        String text = "häßlich\r\n\n\uD83D\uDE00\r\uD83D\uDE00\n" + "x".repeat(3_000) + "\nend";
        for (int seed = 0; seed < 200; seed++) {
            byte[] bytes = text.getBytes(seed % 2 == 0 ? UTF_8 : UTF_16);
            TextReader reader =
                    new TextReader(new Pieces(bytes, seed), seed % 2 == 0 ? UTF_8 : UTF_16);
            assertThat(untilItWorks(() -> reader.readLine(7))).isEqualTo("häßlich");
            assertThat(untilItWorks(() -> reader.readLine(0))).isEqualTo("");
            assertThat(untilItWorks(() -> reader.readLine(5)))
                    .isEqualTo("\uD83D\uDE00\r\uD83D\uDE00");
            assertThat(untilItWorks(reader::read)).isEqualTo((int) 'x');
            assertThat(untilItWorks(() -> reader.readLine(2_999))).isEqualTo("x".repeat(2_999));
            assertThatThrownBy(() -> untilItWorks(() -> reader.readLine(9)))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("got 3 characters");
            char[] rest = new char[5];
            assertThat(untilItWorks(() -> reader.read(rest))).isEqualTo(3);
            assertThat(untilItWorks(reader::read)).isEqualTo(-1);
            assertThat(untilItWorks(() -> reader.readLine(9))).isNull();
        }
    }

    @Test
    void aLineThatIsTooLongIsFoundOutEarlyAndCanBeSkipped() throws IOException {
        InputStream neverEnding =
                new InputStream() {
                    private int given;

                    @Override
                    public int read() {
                        return ++given < 1_000_000 ? 'x' : given < 1_000_002 ? '\n' : -1;
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        int one = read();
                        if (one < 0) return -1;
                        into[offset] = (byte) one;
                        return 1;
                    }
                };
        TextReader reader = new TextReader(neverEnding, UTF_8);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> reader.readLine(10))
                    .isInstanceOf(TooLongException.class)
                    .hasMessageContaining("longer than 10 characters");
        }
        assertThat(reader.skip(11)).isEqualTo(11);
        assertThat(reader.skipLine()).isTrue();
        assertThat(reader.readLine(10)).isEmpty();
        assertThat(reader.skipLine()).isFalse();
        assertThat(reader.skip(1)).isZero();
    }

    @Test
    void whatIsMalformedIsReplacedAndTheEndOfTheStreamIsNotWaitedForTwice() throws IOException {
        byte[] bytes = {'a', (byte) 0xff, 'b', '\n', (byte) 0xe2, (byte) 0x82};
        TextReader reader = new TextReader(new ByteArrayInputStream(bytes), UTF_8);
        assertThat(reader.ready()).isTrue();
        assertThat(reader.readLine(3)).isEqualTo("a\uFFFDb");
        assertThat(reader.read()).isEqualTo(0xFFFD);
        assertThat(reader.read()).isEqualTo(-1);
        reader.close();
        assertThatThrownBy(reader::read).hasMessage("the reader was closed");
    }
}
