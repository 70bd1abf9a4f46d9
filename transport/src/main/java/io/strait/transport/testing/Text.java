package io.strait.transport.testing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// Bytes, messages and times, as a person reads them.
final class Text {
    private static final int SHOWN = 200; // characters
    private static final int DIGITS = 32; // bytes

    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]{3,}\\b");

    private Text() {}

    /// In quotes if it is text, else in hexadecimal digits. Of what is long, the beginning.
    static String of(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            if (text.chars().noneMatch(Text::isBinary)) return of(text.toString());
        } catch (CharacterCodingException binary) {
            // In digits, then.
        }
        int shown = Math.min(bytes.length, DIGITS);
        String digits = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
        return digits + (shown < bytes.length ? " … (" + bytes.length + " bytes)" : "");
    }

    private static boolean isBinary(int character) {
        return Character.isISOControl(character)
                && character != '\n'
                && character != '\r'
                && character != '\t';
    }

    private static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int shown = Math.min(text.length(), SHOWN);
        for (int i = 0; i < shown; i++) append(text.charAt(i), quoted);
        quoted.append('"');
        if (shown < text.length()) {
            quoted.append(" … (").append(text.length()).append(" characters)");
        }
        return quoted.toString();
    }

    private static void append(char character, StringBuilder quoted) {
        switch (character) {
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            default -> {
                if (Character.isISOControl(character)) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
                } else {
                    quoted.append(character);
                }
            }
        }
    }

    static String ofMessage(Object message) {
        if (message instanceof byte[] bytes) return of(bytes);
        if (message instanceof String text) return of(text);
        return withoutIdentity(message.getClass().getSimpleName() + " " + message);
    }

    /// What is the same in each run of a scenario.
    static String withoutIdentity(String text) {
        return IDENTITY.matcher(text).replaceAll("");
    }

    /// `5 s`, `250 ms`, `1.5 s`.
    static String ofNanos(long nanos) {
        if (nanos % 1_000_000_000 == 0) return nanos / 1_000_000_000 + " s";
        if (nanos % 1_000_000 == 0 && nanos < 1_000_000_000) return nanos / 1_000_000 + " ms";
        if (nanos < 1_000_000) return nanos + " ns";
        String seconds = String.format(Locale.ROOT, "%.9f", nanos / 1e9);
        return seconds.replaceAll("0+$", "") + " s";
    }

    static String of(Duration time) {
        return ofNanos(time.toNanos());
    }
}
