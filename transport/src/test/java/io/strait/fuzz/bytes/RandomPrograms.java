package io.strait.fuzz.bytes;

import io.strait.fuzz.bytes.Read.Guard;
import io.strait.fuzz.bytes.Read.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Programs in which the ends of what is read fall wherever they can. */
final class RandomPrograms {
    private static final List<String> DELIMITERS =
            List.of("n", "b", "rn", "ab", "aab", "abab", "rnrn");
    private static final List<Integer> WIDTHS = List.of(1, 2, 3, 4, 8);
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<Guard> GUARDS =
            List.of(Guard.NONE, Guard.NONE, Guard.NONE, Guard.TIMEOUT, Guard.SUBTASK);

    private final Random random;

    private RandomPrograms(long seed) {
        this.random = new Random(seed);
    }

    static Program of(long seed) {
        return new RandomPrograms(seed).program();
    }

    private Program program() {
        List<String> settings = new ArrayList<>();
        if (random.nextInt(4) == 0) settings.add("batch");
        if (random.nextInt(2) == 0) settings.add("many");
        boolean inPieces = random.nextBoolean(); // a peer that sends byte by byte
        String letters = random.nextBoolean() ? "ababrn" : "aaaarn";
        List<Read> reads = new ArrayList<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) reads.add(read());
        List<String> steps = new ArrayList<>();
        for (int i = random.nextInt(inPieces ? 30 : 10); i > 0; i--)
            steps.add(step(inPieces ? 2 : 9, letters));
        return new Program(settings, reads, steps);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private Read read() {
        Kind kind = one(KINDS);
        int number =
                switch (kind) {
                    case BIG_ENDIAN, LITTLE_ENDIAN -> one(WIDTHS);
                    case STREAM -> 1 + random.nextInt(5);
                    case AT_END, UNREAD, SKIP_UNTIL, MESSAGE -> 0;
                    default -> random.nextInt(random.nextBoolean() ? 5 : 15);
                };
        String text = "";
        if (kind == Kind.UNREAD) text = Program.decoded(text("ababrn", 1 + random.nextInt(3)));
        else if (kind.hasText()) text = Program.decoded(one(DELIMITERS));
        Guard guard = one(GUARDS);
        return new Read(kind, number, text, guard);
    }

    private String step(int longest, String letters) {
        return switch (random.nextInt(24)) {
            case 0, 1, 2 -> "t";
            case 3, 4, 5 -> "c";
            case 6 -> "!";
            case 7 -> "-";
            case 8 -> random.nextInt(3) > 0 ? "." : "x";
            default -> messages(longest, letters);
        };
    }

    private String messages(int longest, String letters) {
        StringBuilder step = new StringBuilder("+");
        step.append(text(letters, random.nextInt(longest + 1)));
        for (int i = random.nextInt(4) - 1; i > 0; i--)
            step.append(',').append(text(letters, random.nextInt(longest + 1)));
        return step.toString();
    }

    private String text(String letters, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++)
            text.append(letters.charAt(random.nextInt(letters.length())));
        return text.toString();
    }
}
