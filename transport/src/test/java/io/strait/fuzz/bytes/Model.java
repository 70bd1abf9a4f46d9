package io.strait.fuzz.bytes;

import io.strait.fuzz.bytes.Read.Guard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a program should come to: some text, and how far it is read. It looks at each read from
 * scratch whenever something has happened, and tries out what could follow, so it shares no idea
 * with what it judges.
 */
final class Model {
    private static final String NOT_YET = "not yet";

    private final Program program;
    private final List<String> actual;
    private final List<String> expected = new ArrayList<>();
    private final StringBuilder unread = new StringBuilder();
    private final List<Integer> failures =
            new ArrayList<>(); // how many unread bytes are before each
    private boolean ended;
    private boolean reset;
    private int next; // of the reads
    private long skipped; // by the read that goes on

    private Model(Program program, List<String> actual) {
        this.program = program;
        this.actual = actual;
    }

    /**
     * What the program should have come to.
     *
     * @param actual what it has come to: where more than one thing is right, and it is one of them,
     *     that is expected
     */
    static List<String> of(Program program, List<String> actual) {
        return new Model(program, actual).run();
    }

    private List<String> run() {
        goOn();
        for (String step : program.steps()) {
            if (next == program.reads().size()) return expected;
            expected.add(step);
            happen(step);
            goOn();
        }
        if (next == program.reads().size()) return expected;
        expected.add(".");
        ended = true;
        goOn();
        return expected;
    }

    private void happen(String step) {
        switch (step.charAt(0)) {
            case '+' -> {
                if (!ended) Program.messages(step).forEach(unread::append);
            }
            case '!' -> {
                if (!ended) failures.add(unread.length());
            }
            case '-' -> {}
            case '.' -> ended = true;
            case 'x' -> {
                if (!ended) {
                    failures.add(unread.length());
                    reset = true;
                }
                ended = true;
            }
            case 't' -> giveUp(Guard.TIMEOUT, "time");
            default -> giveUp(Guard.SUBTASK, "cancelled");
        }
    }

    private void giveUp(Guard guard, String outcome) {
        if (program.reads().get(next).guard() == guard) done(outcome);
    }

    private void done(String outcome) {
        expected.add(program.reads().get(next) + "=" + outcome);
        next++;
        skipped = 0;
    }

    private void goOn() {
        while (next < program.reads().size()) {
            String outcome = outcome(program.reads().get(next));
            if (outcome.equals(NOT_YET)) return;
            done(outcome);
        }
    }

    private String outcome(Read read) {
        int n = read.number();
        return switch (read.kind()) {
            case FULLY -> exactly(n, true, true);
            case PEEK -> exactly(n, true, false);
            case EXACTLY, BYTES, STRING, BIG_ENDIAN, LITTLE_ENDIAN -> exactly(n, false, true);
            case LINE, TEXT_LINE -> line(n);
            case UNTIL, TEXT_UNTIL -> until(read.text(), n);
            case SKIP -> skip(n);
            case SKIP_UNTIL -> skipUntil(read.text());
            case AT_END -> visible() > 0 ? "false" : missing("true");
            case UNREAD -> unread(read.text());
            case MESSAGE, STREAM -> some(read);
        };
    }

    /** How much can be read before the next failure. */
    private int visible() {
        return failures.isEmpty() ? unread.length() : failures.getFirst();
    }

    private String take(int bytes) {
        String taken = unread.substring(0, bytes);
        unread.delete(0, bytes);
        failures.replaceAll(position -> position - bytes);
        return taken;
    }

    /** What a read comes to that needs more than is visible. */
    private String missing(@Nullable String atEnd) {
        if (!failures.isEmpty()) {
            if (failures.getFirst() == 0) failures.removeFirst();
            return "io";
        }
        if (!ended) return NOT_YET;
        if (reset) return "io";
        return visible() == 0 && atEnd != null ? atEnd : "eof " + visible();
    }

    private String exactly(int bytes, boolean nullable, boolean consumes) {
        if (visible() < bytes) return missing(nullable ? "null" : null);
        return "'" + Program.encoded(consumes ? take(bytes) : unread.substring(0, bytes)) + "'";
    }

    private String line(int limit) {
        String text = unread.substring(0, visible());
        if (lineWithin(text, limit) != null) {
            String line = lineWithin(text, limit);
            take(text.indexOf('\n') + 1);
            return "'" + Program.encoded(line) + "'";
        }
        // Nothing ends it sooner than this.
        if (lineWithin(text + "\n", limit) == null) return "too long";
        return missing("null");
    }

    private static @Nullable String lineWithin(String text, int limit) {
        int end = text.indexOf('\n');
        if (end < 0) return null;
        String line = text.substring(0, end);
        if (line.endsWith("\r")) line = line.substring(0, end - 1);
        return line.length() <= limit ? line : null;
    }

    private String until(String delimiter, int limit) {
        String text = unread.substring(0, visible());
        int end = text.indexOf(delimiter);
        if (end >= 0 && end <= limit) {
            String before = take(end);
            take(delimiter.length());
            return "'" + Program.encoded(before) + "'";
        }
        boolean mayCome = false;
        for (int known = 0; known < delimiter.length() && end < 0; known++) {
            int earliest = (text + delimiter.substring(known)).indexOf(delimiter);
            if (earliest >= 0 && earliest <= limit) mayCome = true;
        }
        return mayCome ? missing("null") : "too long";
    }

    private String skip(int bytes) {
        int now = Math.min(bytes - (int) skipped, visible());
        take(now);
        skipped += now;
        if (skipped == bytes) return "skipped";
        String missing = missing(null);
        return missing.startsWith("eof") ? "eof " + skipped : missing;
    }

    private String skipUntil(String delimiter) {
        String text = unread.substring(0, visible());
        int end = text.indexOf(delimiter);
        if (end >= 0) {
            take(end + delimiter.length());
            return "true";
        }
        int begun = Math.min(text.length(), delimiter.length() - 1);
        while (!text.endsWith(delimiter.substring(0, begun))) begun--;
        boolean mayGoOn = failures.isEmpty() && !ended;
        take(mayGoOn ? text.length() - begun : text.length());
        return missing("false").replaceFirst("^eof.*", NOT_YET);
    }

    private String unread(String text) {
        unread.insert(0, text);
        failures.replaceAll(position -> position + text.length());
        return "put back";
    }

    /** However much there was at once. */
    private String some(Read read) {
        boolean stream = read.kind() == Read.Kind.STREAM;
        String prefix = read + "='";
        String took = expected.size() < actual.size() ? actual.get(expected.size()) : "";
        if (took.startsWith(prefix) && took.endsWith("'")) {
            String taken = Program.decoded(took.substring(prefix.length(), took.length() - 1));
            boolean right =
                    taken.length() <= visible()
                            && unread.substring(0, taken.length()).equals(taken)
                            && (!stream || (taken.length() <= read.number() && !taken.isEmpty()));
            if (right) return "'" + Program.encoded(take(taken.length())) + "'";
        }
        return visible() > 0 ? "something" : missing(stream ? "-1" : "null");
    }
}
