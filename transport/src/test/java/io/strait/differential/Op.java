package io.strait.differential;

import java.util.Locale;

/**
 * One thing that the handler under test does: {@code remove:lines}.
 *
 * @param argument empty if there is none
 */
record Op(Kind kind, String argument) {
    enum Kind {
        /** Sends an answer, as soon as the channel is writable. */
        WRITE,
        /** Waits until all that was written is sent. */
        FLUSH,
        /** Waits for one more message, for so many milliseconds at most; no rule applies to it. */
        WAIT,
        /** Ends our side, and waits until that is done. */
        SHUTDOWN,
        /** Closes the connection once all that was written is sent. */
        CLOSE,
        /** Closes the channel at once. */
        CUT,
        /** Takes the handler of this name out, if it is there. */
        REMOVE,
        /** {@code replace:lines>length} puts another one in its place. */
        REPLACE,
        /** Takes itself out. */
        LEAVE,
        /** Sends an event through the pipeline. */
        EVENT,
        THROW,
        RETURN
    }

    static Op parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        return new Op(
                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                colon < 0 ? "" : text.substring(colon + 1));
    }

    int millis() {
        return Integer.parseInt(argument);
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return argument.isEmpty() ? name : name + ":" + argument;
    }
}
