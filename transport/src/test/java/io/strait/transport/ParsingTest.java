package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parsers of streams, suspended after each byte, under the lock guard's level {@code full}: they
 * hold no lock of any kind while they read.
 */
class ParsingTest {
    private static final String FULL = "-Dio.strait.lockGuard=full";

    @ParameterizedTest
    @ValueSource(strings = {"data", "gzip", "json", "protobuf", "lines"})
    void theyRunUnchanged(String way) throws Exception {
        assertThat(ForkedJvm.run(0, FULL, Parsing.class, way))
                .containsExactly("parsed", "rest", "ended");
    }

    @Test
    void writersTooIfTheyHoldNoLock() throws Exception {
        assertThat(ForkedJvm.run(0, FULL, Parsing.class, "output"))
                .containsExactly("written", "rest", "ended");
    }

    @Test
    void aBufferedReaderIsRefusedAndHasTakenNothing() throws Exception {
        assertThat(ForkedJvm.run(0, FULL, Parsing.class, "buffered"))
                .satisfiesExactly(
                        refusal ->
                                assertThat(refusal)
                                        .contains("java.io.BufferedReader.readLine")
                                        .contains("TextReader read text without locks"),
                        line -> assertThat(line).isEqualTo("parsed"),
                        line -> assertThat(line).isEqualTo("rest"),
                        line -> assertThat(line).isEqualTo("ended"));
    }
}
