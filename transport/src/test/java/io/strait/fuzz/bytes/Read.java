package io.strait.fuzz.bytes;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One operation of the coroutine, as a word: {@code L4?} is a line of four bytes at most, given up
 * when time passes, {@code U3:rn~} what comes before CR LF, in a subtask that may be cancelled.
 */
record Read(Kind kind, int number, String text, Guard guard) {
    enum Kind {
        FULLY('F'),
        EXACTLY('X'),
        BYTES('B'),
        STRING('S'),
        PEEK('P'),
        LINE('L'),
        TEXT_LINE('T'),
        UNTIL('U'),
        TEXT_UNTIL('V'),
        SKIP('K'),
        SKIP_UNTIL('Q'),
        BIG_ENDIAN('I'),
        LITTLE_ENDIAN('E'),
        AT_END('D'),
        UNREAD('Z'),
        /** What the connection itself reads: however much comes at once. */
        MESSAGE('R'),
        /** From a stream, so many at most. */
        STREAM('N');

        final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        static Kind of(char letter) {
            for (Kind kind : values()) if (kind.letter == letter) return kind;
            throw new IllegalArgumentException("no read: " + letter);
        }

        boolean hasNumber() {
            return this != SKIP_UNTIL && this != AT_END && this != UNREAD && this != MESSAGE;
        }

        boolean hasText() {
            return this == UNTIL || this == TEXT_UNTIL || this == SKIP_UNTIL || this == UNREAD;
        }
    }

    enum Guard {
        NONE(""),
        TIMEOUT("?"),
        SUBTASK("~");

        final String sign;

        Guard(String sign) {
            this.sign = sign;
        }

        static Guard of(String sign) {
            for (Guard guard : values()) if (guard.sign.equals(sign)) return guard;
            throw new IllegalArgumentException("no guard: " + sign);
        }
    }

    private static final Pattern WORD = Pattern.compile("([A-Z])(\\d*)(?::([abrn]+))?([?~]?)");

    static Read parse(String word) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) throw new IllegalArgumentException("no read: " + word);
        String number = matcher.group(2);
        String text = matcher.group(3);
        return new Read(
                Kind.of(matcher.group(1).charAt(0)),
                number.isEmpty() ? 0 : Integer.parseInt(number),
                text == null ? "" : Program.decoded(text),
                Guard.of(matcher.group(4)));
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return kind.letter
                + (kind.hasNumber() ? "" + number : "")
                + (text.isEmpty() ? "" : ":" + Program.encoded(text))
                + guard.sign;
    }
}
