package io.strait.fuzz.bytes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a coroutine reads, and what happens meanwhile. One line of text, its parts separated by
 * bars:
 *
 * <pre>settings | reads | steps</pre>
 *
 * <p>Settings: {@code batch}: the reader is resumed with each batch; {@code many}: by more than one
 * kind of buffer. Reads: see {@link Read}. Steps: {@code +a,,br}: one read of the transport brings
 * three messages, the second of which is empty ({@code r} is CR and {@code n} LF); {@code -}: one
 * that brings none; {@code !}: a decoder's complaint; {@code .}: the end of input; {@code x}: a
 * reset; {@code t}: time passes; {@code c}: the subtask is cancelled.
 */
record Program(List<String> settings, List<Read> reads, List<String> steps) {

    static Program parse(String line) {
        List<String> parts = Arrays.asList(line.split("\\|", -1));
        if (parts.size() != 3) throw new IllegalArgumentException("no program: " + line);
        return new Program(
                words(parts.get(0)),
                words(parts.get(1)).stream().map(Read::parse).toList(),
                words(parts.get(2)));
    }

    private static List<String> words(String part) {
        return Stream.of(part.strip().split(" +", -1)).filter(word -> !word.isEmpty()).toList();
    }

    /** The messages of a step that brings some. */
    static List<String> messages(String step) {
        return Stream.of(step.substring(1).split(",", -1)).map(Program::decoded).toList();
    }

    static String decoded(String text) {
        return text.replace('r', '\r').replace('n', '\n');
    }

    static String encoded(String text) {
        return text.replace('\r', 'r').replace('\n', 'n');
    }

    @Override
    public String toString() {
        return String.join(" ", settings)
                + " | "
                + String.join(" ", reads.stream().map(Read::toString).toList())
                + " | "
                + String.join(" ", steps);
    }
}
