package io.strait.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Programs, each made from a number of its own. Each has a few kinds of words only, chosen at
 * random, so that these few meet each other often (Groce et al., <i>Swarm Testing</i>, 2012).
 */
final class RandomPrograms {
    /** What a program is about, besides. */
    private enum Theme {
        ANYTHING,
        TIME,
        WRITING,
        /** Closes while the peer takes little. */
        CLOSING,
        /** Two that go on and on. */
        STORM
    }

    private static final Program.Statement[] NONE = {};

    private final Random random;
    private final boolean locks;
    private final Theme theme;

    /** Whether to suspend or resume under a lock, which some JVMs forbid. */
    private RandomPrograms(long seed, boolean locks) {
        random = new Random(seed);
        this.locks = locks;
        theme =
                switch (random.nextInt(20)) {
                    case 0 -> Theme.STORM;
                    case 1 -> Theme.CLOSING;
                    default ->
                            pick(
                                    List.of(
                                            Theme.ANYTHING,
                                            Theme.ANYTHING,
                                            Theme.TIME,
                                            Theme.WRITING));
                };
    }

    static Program of(long seed, boolean locks) {
        return new RandomPrograms(seed, locks).program();
    }

    private Program program() {
        List<String> settings = new ArrayList<>();
        boolean guest = random.nextInt(theme == Theme.STORM ? 1 : 3) == 0;
        boolean shared = guest && random.nextInt(3) == 0; // one reads and the other writes
        if (random.nextInt(3) == 0) settings.add("duplex");
        if (settings.contains("duplex") && random.nextInt(10) == 0) settings.add("ended");
        if (random.nextInt(4) == 0) settings.add("closes");
        if (random.nextInt(4) == 0) settings.add("batch");
        if (random.nextInt(4) == 0) settings.add("holding");
        if (random.nextInt(10) == 0) settings.add("bell");
        if (random.nextInt(theme == Theme.CLOSING ? 1 : 6) == 0) settings.add("limit");
        if (random.nextInt(10) == 0) settings.add("alone");
        if (guest) settings.add("guest");
        else if (random.nextInt(8) == 0) settings.add("early");
        if (shared || theme == Theme.CLOSING || random.nextInt(theme == Theme.WRITING ? 2 : 6) == 0)
            settings.add("held");
        return new Program(
                settings,
                shared ? part(Program.Statement.WRITE, Program.Statement.FLUSH) : part(first()),
                shared
                        ? part(Program.Statement.READ)
                        : guest
                                ? part(theme == Theme.STORM ? first() : NONE)
                                : Program.Part.NOTHING,
                steps(1 + random.nextInt(14)));
    }

    private Program.Statement[] first() {
        return switch (theme) {
            case CLOSING ->
                    new Program.Statement[] {Program.Statement.WRITE, Program.Statement.WRITE};
            case STORM -> new Program.Statement[] {Program.Statement.AWAIT};
            default -> NONE;
        };
    }

    private Program.Part part(Program.Statement... first) {
        List<Word<Program.Statement>> main = new ArrayList<>();
        for (Program.Statement kind : first) main.add(new Word<>(kind, -1, ""));
        main.addAll(statements(1 + random.nextInt(9)));
        int finallyLength = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        return new Program.Part(main, statements(finallyLength));
    }

    private List<Word<Program.Statement>> statements(int length) {
        List<Word<Program.Statement>> statements = new ArrayList<>();
        boolean caught = random.nextInt(3) == 0; // most of what they throw
        boolean inGenerator = random.nextInt(4) == 0;
        int limits = theme == Theme.TIME ? 3 : random.nextInt(4);
        List<Program.Statement> kinds = few(Program.Statement.values());
        for (int i = 0; i < length; i++) {
            Program.Statement kind = random.nextInt(5) < 2 ? favourite() : pick(kinds);
            boolean limited = canBeLimited(kind) && random.nextInt(4) < limits;
            String flags = caught == (random.nextInt(4) > 0) ? "?" : "";
            if (random.nextInt(theme == Theme.STORM ? 2 : 60) == 0) flags += "%";
            if (locks && random.nextInt(20) == 0) flags += "#";
            else if (inGenerator && random.nextInt(3) > 0 && kind != Program.Statement.RETURN)
                flags += "*";
            statements.add(new Word<>(kind, limited ? 5 * random.nextInt(5) : -1, flags));
        }
        return statements;
    }

    private static boolean canBeLimited(Program.Statement kind) {
        return switch (kind) {
            case READ, WRITE, FLUSH -> true;
            default -> false;
        };
    }

    private List<Word<Program.Step>> steps(int length) {
        List<Word<Program.Step>> steps = new ArrayList<>();
        List<Program.Step> kinds = few(Program.Step.values());
        kinds.addAll(favourites());
        for (int i = 0; i < length; i++) {
            Program.Step kind = random.nextInt(4) == 0 ? Program.Step.MESSAGES : pick(kinds);
            int argument =
                    switch (kind) {
                        case MESSAGES, UNENDED, TAKE, LAST -> 1 + random.nextInt(3);
                        case FAST -> theme == Theme.STORM ? 900 : 1 + random.nextInt(4);
                        case SUPPLY -> random.nextInt(3);
                        case ADVANCE -> 5 * (1 + random.nextInt(4));
                        default -> -1;
                    };
            String flags = "";
            if (locks && random.nextInt(12) == 0) flags += "@";
            else if (random.nextInt(theme == Theme.STORM ? 2 : 5) == 0) flags += "+";
            steps.add(new Word<>(kind, argument, flags));
        }
        return steps;
    }

    private Program.Statement favourite() {
        return switch (theme) {
            case WRITING, CLOSING -> Program.Statement.WRITE;
            case STORM -> pick(List.of(Program.Statement.PING, Program.Statement.READ));
            default -> Program.Statement.READ;
        };
    }

    private List<Program.Step> favourites() {
        return switch (theme) {
            case ANYTHING -> List.of();
            case STORM ->
                    List.of(
                            Program.Step.PROBE,
                            Program.Step.PROBE,
                            Program.Step.RING,
                            Program.Step.RING,
                            Program.Step.RING,
                            Program.Step.FAST);
            case CLOSING ->
                    List.of(
                            Program.Step.CLOSE,
                            Program.Step.TAKE,
                            Program.Step.TAKE,
                            Program.Step.ADVANCE,
                            Program.Step.ADVANCE,
                            Program.Step.ADVANCE);
            case TIME -> Collections.nCopies(3, Program.Step.ADVANCE);
            case WRITING ->
                    List.of(
                            Program.Step.TAKE,
                            Program.Step.TAKE,
                            Program.Step.FAIL,
                            Program.Step.SHUTDOWN,
                            Program.Step.UNWRITABLE,
                            Program.Step.WRITABLE);
        };
    }

    private <T> List<T> few(T[] all) {
        List<T> few = new ArrayList<>(List.of(all));
        Collections.shuffle(few, random);
        return new ArrayList<>(few.subList(0, 2 + random.nextInt(5)));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
