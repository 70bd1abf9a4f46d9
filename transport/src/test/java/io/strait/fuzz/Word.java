package io.strait.fuzz;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of a coroutine, or one thing that happens to it: {@code read:10?}.
 *
 * @param argument -1 for none
 * @param flags one character each; their meaning is that of the {@link Program}
 */
record Word<K extends Enum<K>>(K kind, int argument, String flags) {
    private static final Pattern SYNTAX = Pattern.compile("([a-z_]+)(?::(\\d+))?([^a-z0-9:]*)");

    static <K extends Enum<K>> Word<K> parse(Class<K> kinds, String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException("no word: " + text);
        return new Word<>(
                Enum.valueOf(kinds, matcher.group(1).toUpperCase(Locale.ROOT)),
                Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(-1),
                matcher.group(3));
    }

    boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** How often it is performed: {@code %} is for many times. */
    int times() {
        return has('%') ? 150 : 1;
    }

    Word<K> without(char flag) {
        return new Word<>(kind, argument, flags.replace(String.valueOf(flag), ""));
    }

    String name() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name() + (argument < 0 ? "" : ":" + argument) + flags;
    }
}
