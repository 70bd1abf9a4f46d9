package io.strait.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A channel, the handlers in front of the one under test, what that one does at which message, and
 * what happens to the channel. One line of text, its parts separated by bars:
 *
 * <pre>settings | handlers in front | rules | steps</pre>
 *
 * <p><b>Settings.</b> {@code halfclose}: the channel was half-closable before the handler came;
 * {@code simplex}: it never is; {@code auto}: it read by itself before; {@code late}: the handler
 * is added to a channel that is active already; {@code spot}: what has arrived is delivered inside
 * the call that asks for it, as in an in-memory transport; {@code eager}: the transport tells the
 * end, and delivers all that came before it, without being asked, as epoll does; {@code busy}:
 * nothing but the channel's I/O happens while it has any; {@code narrow}: two unsent messages make
 * the channel unwritable; {@code closes}: the last handler closes the channel at an exception;
 * {@code evicts}: it takes the handler under test out at an event; {@code catches}: the handler
 * under test goes on after a write that failed; {@code pair}: there is a second one behind it, for
 * another type of message; {@code ended}: the peer had ended its output before the handlers came.
 *
 * <p><b>Handlers in front</b>: see {@link Front}. <b>Steps</b>: see {@link Wire} and {@link
 * Performance}.
 *
 * <p><b>Rules.</b> {@code a=write,flush}: what is done at a message whose first letter is a. {@code
 * 0} is the rule for the start, {@code 1} that for the end of the input, and {@code 2} that for a
 * read that failed. The words are those of {@link Op}.
 */
record Conversation(
        List<String> settings, List<String> front, List<String> rules, List<String> steps) {
    static final char AT_START = '0';
    static final char AT_END = '1';
    static final char AT_FAILURE = '2';

    static Conversation parse(String line) {
        List<String> parts = Arrays.asList(line.split("\\|", -1));
        if (parts.size() != 4) throw new IllegalArgumentException("no conversation: " + line);
        return of(parts.stream().map(Conversation::words).toList());
    }

    private static List<String> words(String part) {
        return Stream.of(part.strip().split(" +", -1)).filter(word -> !word.isEmpty()).toList();
    }

    static Conversation of(List<List<String>> parts) {
        return new Conversation(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    List<List<String>> parts() {
        return new ArrayList<>(List.of(settings, front, rules, steps));
    }

    boolean is(String setting) {
        return settings.contains(setting);
    }

    /** What is done at this word; nothing if there is no rule for it. */
    List<Op> at(char word) {
        return rules.stream()
                .filter(rule -> rule.charAt(0) == word && rule.length() > 2)
                .findFirst()
                .map(rule -> Stream.of(rule.substring(2).split(",", -1)).map(Op::parse).toList())
                .orElse(List.of());
    }

    @Override
    public String toString() {
        return parts().stream()
                .map(part -> String.join(" ", part))
                .collect(Collectors.joining(" | "));
    }
}
