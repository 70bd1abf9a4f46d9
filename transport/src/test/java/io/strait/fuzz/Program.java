package io.strait.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the coroutine of a connection does, what a guest does with the same connection (the
 * coroutine of another one on the same loop), and what happens to both meanwhile. One line of text,
 * its parts separated by bars:
 *
 * <pre>settings | statements | in finally | guest's statements | in finally | steps</pre>
 *
 * @param settings {@code duplex}: the channel has a half-close; {@code ended}: and the peer has
 *     ended its output before the handler came; {@code early}: the first step comes before the
 *     coroutine could start; {@code held}: the peer takes nothing at first; {@code closes}: the
 *     last handler closes the channel at an exception; {@code guest}: there is one; {@code batch}:
 *     a waiting reader goes on with each batch, not with each message; {@code holding}: a handler
 *     in front gives one message for each read; {@code bell}: whenever something is flushed, it
 *     rings for both; {@code limit}: closing has a limit of {@link Sending#LIMIT} milliseconds;
 *     {@code alone}: no handler is behind the coroutine's
 */
record Program(List<String> settings, Part own, Part guest, List<Word<Program.Step>> steps) {
    /** What a coroutine does. */
    record Part(List<Word<Statement>> main, List<Word<Statement>> last) {
        static final Part NOTHING = new Part(List.of(), List.of());
    }

    /**
     * Flags: {@code ?} whatever it throws is caught, {@code #} inside synchronized, {@code *} in a
     * generator, {@code %} many times. The argument of what waits is the timeout in milliseconds.
     */
    enum Statement {
        READ,
        /** What was read last, or something new. */
        WRITE,
        FLUSH,
        /** Something new. */
        OFFER,
        /** Rings for the other one. */
        RING,
        /** Until somebody rings, or has rung. */
        AWAIT,
        /** Both. */
        PING,
        SHUTDOWN,
        CLOSE,
        CLOSE_CHANNEL,
        REMOVE,
        THROW,
        RETURN
    }

    /**
     * Flags: {@code @} the caller is inside synchronized, {@code +} the loop has yet more to do.
     */
    enum Step {
        /** So many messages in one batch. */
        MESSAGES,
        /** A message that somebody has released already. */
        RELEASED,
        /** The same as messages, without a channelReadComplete. */
        UNENDED,
        /** A channelReadComplete alone. */
        COMPLETE,
        /** A message of another type. */
        OTHER,
        /** The transport has so many messages ready at the next read that is asked of it. */
        SUPPLY,
        /** It has one ready at each of so many next reads. */
        FAST,
        /** So many messages in a batch, and the end. */
        LAST,
        EOF,
        /** A decoder's complaint. */
        COMPLAINT,
        /** An IOException of the transport. */
        ERROR,
        /** The same, and the end of the channel. */
        RESET,
        /** A write finds that the connection is broken, which ends the channel. */
        BREAK,
        CLOSE,
        /** From another thread. */
        CLOSE_FOREIGN,
        CLOSE_CHANNEL,
        REMOVE,
        /** So many milliseconds pass. */
        ADVANCE,
        /** The peer takes nothing any more. */
        HOLD,
        /** It takes so many of the messages that were flushed. */
        TAKE,
        /** It takes one, and another thread says so. */
        TAKE_FOREIGN,
        /** It takes everything, from now on. */
        UNHOLD,
        /** The oldest message that was flushed fails. */
        FAIL,
        UNWRITABLE,
        WRITABLE,
        EVENT,
        /** Somebody else ends our side. */
        SHUTDOWN,
        /** A second channelActive. */
        ACTIVE,
        /** The next write fails on the spot. */
        ON_WRITE_FAIL,
        /** The oldest message fails in the middle of the next write. */
        ON_WRITE_FAIL_OLDEST,
        /** A handler closes the connection in the next write. */
        ON_WRITE_CLOSE,
        /** A message comes in the middle of the next write. */
        ON_WRITE_MESSAGE,
        ON_WRITE_EOF,
        ON_WRITE_LAST,
        /** Somebody else sends something. */
        OFFER,
        OFFER_FOREIGN,
        /** For both. */
        RING,
        /** Somebody else switches it on. */
        AUTO_READ,
        /** A command of the loop sees how far both have come. */
        PROBE,
        GUEST_CLOSE_CHANNEL,
        GUEST_REMOVE
    }

    private static final List<Word<Step>> LAST =
            Stream.of("writable", "unhold", "close_channel", "guest_close_channel")
                    .map(text -> Word.parse(Step.class, text))
                    .toList();

    /** The steps, and what ends all that they have left open. */
    List<Word<Step>> allSteps() {
        return Stream.concat(steps.stream(), LAST.stream()).toList();
    }

    boolean is(String setting) {
        return settings.contains(setting);
    }

    static Program parse(String line) {
        List<String> parts = Arrays.asList(line.split("\\|", -1));
        if (parts.size() != 6) throw new IllegalArgumentException("no program: " + line);
        return new Program(
                List.copyOf(words(parts.get(0))),
                new Part(statements(parts.get(1)), statements(parts.get(2))),
                new Part(statements(parts.get(3)), statements(parts.get(4))),
                words(parts.get(5)).stream().map(word -> Word.parse(Step.class, word)).toList());
    }

    private static List<Word<Statement>> statements(String text) {
        return words(text).stream().map(word -> Word.parse(Statement.class, word)).toList();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.strip().split(" +", -1)));
        words.removeIf(String::isEmpty);
        return words;
    }

    @Override
    public String toString() {
        return Stream.of(settings, own.main, own.last, guest.main, guest.last, steps)
                .map(part -> part.stream().map(Object::toString).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" | "));
    }
}
