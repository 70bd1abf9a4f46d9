package io.strait.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Conversations, each made from a number of its own. Each has few kinds of steps and of operations,
 * so that these few meet each other often.
 */
final class RandomConversations {
    private static final List<String> SETTINGS =
            List.of("halfclose", "auto", "late", "spot", "eager", "busy", "narrow", "closes");
    private static final List<String> STEPS =
            List.of(
                    "hold",
                    "take",
                    "unhold",
                    "lose",
                    "unwritable",
                    "writable",
                    "close",
                    "complain",
                    "event",
                    "other",
                    "complete",
                    "hangup",
                    "pause",
                    "pause",
                    "eof",
                    "rst",
                    "remove");
    private static final List<String> OPS =
            List.of(
                    "flush",
                    "wait",
                    "shutdown",
                    "close",
                    "cut",
                    "remove",
                    "replace",
                    "leave",
                    "event",
                    "throw",
                    "return");
    private static final List<String> CODECS =
            List.of("", "lines", "lines", "length", "changing", "json", "http", "http");
    private static final String WORDS = "abcdefghs";

    private final Random random;
    private final List<String> front = new ArrayList<>();
    private boolean pair;

    private RandomConversations(long seed) {
        random = new Random(seed);
    }

    static Conversation of(long seed) {
        return new RandomConversations(seed).conversation();
    }

    private Conversation conversation() {
        List<String> settings = new ArrayList<>();
        for (String setting : SETTINGS) if (random.nextInt(4) == 0) settings.add(setting);
        if (random.nextInt(10) == 0) settings.add("simplex");
        pair = random.nextInt(10) == 0;
        if (pair) settings.add("pair");
        if (pair) settings.remove("narrow"); // who of two is writable first isn't promised
        boolean closes = settings.contains("closes");
        if (!pair && !closes && random.nextInt(10) == 0) settings.add("evicts");
        if (settings.contains("late") && random.nextInt(5) == 0) settings.add("ended");
        if (random.nextInt(3) == 0) settings.add("catches");
        String codec = pick(CODECS);
        if (codec.equals("http") && !pair && random.nextInt(4) == 0) settings.add("requests");
        front(codec);
        if (pair) front.remove("mirror"); // likewise who is first inside a call of the other one's
        List<String> steps = steps(codec);
        // A removal that closes the channel, too, brings what a write waits for: that comes first.
        if (closes) steps.removeIf(("remove:" + Script.NAME)::equals);
        return new Conversation(settings, front, rules(), steps);
    }

    // The handlers in front.

    private void front(String codec) {
        maybe(12, "writetimeout:" + 10 * (1 + random.nextInt(3)));
        maybe(8, "slow:10");
        maybe(8, "readtimeout:" + 10 * (2 + random.nextInt(3)));
        maybe(12, "idle:" + 10 * (1 + random.nextInt(3)));
        if (codec.isEmpty()) maybe(6, "flow");
        else front.add(codec);
        if (codec.equals("http")) {
            maybe(3, "gzip");
            maybe(2, "aggregate");
        } else if (random.nextInt(4) == 0) {
            front.add("decode");
            front.add("encode");
        }
        maybe(6, "delay:10");
        maybe(10, "mirror");
        maybe(8, "picky");
        if (random.nextBoolean()) {
            maybe(4, "span");
            maybe(4, "flow");
        } else {
            maybe(4, "flow");
            maybe(3, "span");
        }
    }

    private void maybe(int oneOf, String word) {
        if (random.nextInt(oneOf) == 0 && !front.contains(word)) front.add(word);
    }

    // What the handler under test does.

    private List<String> rules() {
        List<String> kinds = few(OPS);
        List<String> rules = new ArrayList<>();
        WORDS.chars().forEach(word -> rules.add(rule((char) word, kinds, 3, 2)));
        rules.add(rule(Conversation.AT_START, kinds, 2, 8));
        rules.add(rule(Conversation.AT_END, kinds, 2, 4));
        rules.add(rule(Conversation.AT_FAILURE, kinds, 2, 4));
        rules.removeIf(rule -> rule.length() == 2);
        return rules;
    }

    private String rule(char word, List<String> kinds, int length, int oneOf) {
        StringJoiner rule = new StringJoiner(",", word + "=", "");
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            rule.add(random.nextInt(oneOf) == 0 || kinds.isEmpty() ? op(pick(kinds)) : "write");
        }
        return rule.toString();
    }

    private String op(String kind) {
        return switch (kind) {
            // Of two timers for one moment, which is first isn't promised.
            case "wait" -> pair ? "flush" : "wait:" + (3 + 10 * random.nextInt(3));
            case "remove" -> front.isEmpty() ? "event" : "remove:" + name();
            case "replace" -> {
                String other = pick(List.of("lines", "length", "span"));
                yield front.isEmpty() ? "event" : "replace:" + name() + ">" + other;
            }
            default -> kind;
        };
    }

    private String name() {
        return Front.name(pick(front));
    }

    // What happens to the channel.

    private List<String> steps(String codec) {
        List<String> kinds = few(STEPS);
        List<String> steps = new ArrayList<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            if (random.nextBoolean()) input(codec, steps);
            else steps.add(step(pick(kinds)));
        }
        return steps;
    }

    private String step(String kind) {
        return switch (kind) {
            case "other" -> "other:" + WORDS.charAt(random.nextInt(WORDS.length()));
            case "pause" -> "pause:" + 5 * (1 + random.nextInt(8));
            case "remove" ->
                    "remove:" + (front.isEmpty() || random.nextInt(4) == 0 ? Script.NAME : name());
            default -> kind;
        };
    }

    /** Some messages, cut into packets anywhere. */
    private void input(String codec, List<String> steps) {
        StringBuilder stream = new StringBuilder();
        for (int i = 1 + random.nextInt(5); i > 0; i--) stream.append(message(codec));
        StringBuilder read = new StringBuilder("in:");
        for (int i = 0; i < stream.length(); i++) {
            char c = stream.charAt(i);
            boolean cut = read.length() > 3 && c != '\'' && c != '"' && random.nextInt(4) == 0;
            if (cut && random.nextBoolean()) {
                read.append('+');
            } else if (cut) {
                steps.add(read.toString());
                read.setLength(3);
            }
            read.append(c);
        }
        steps.add(read.toString());
    }

    private String message(String codec) {
        char word = WORDS.charAt(random.nextInt(WORDS.length()));
        String more = random.nextInt(4) == 0 ? "a" : "";
        return switch (codec) {
            case "lines" -> word + more + (random.nextInt(20) == 0 ? "aaaa" : "") + ";";
            case "length" -> (1 + more.length()) + "" + word + more;
            case "changing" -> random.nextInt(15) == 0 ? "x" : word + more;
            case "json" -> "{" + word + more + "}";
            case "http" -> request(word);
            default -> word + more;
        };
    }

    private String request(char word) {
        char request =
                random.nextInt(4) == 0
                        ? pick(List.of('P', 'Q', 'E', 'X'))
                        : Character.toUpperCase(word);
        return random.nextInt(4) == 0 ? request + "'" + request + "\"" : String.valueOf(request);
    }

    private <T> List<T> few(List<T> all) {
        List<T> few = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) few.add(pick(all));
        return few;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
