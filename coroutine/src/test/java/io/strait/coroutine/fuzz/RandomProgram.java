package io.strait.coroutine.fuzz;

import io.strait.coroutine.fuzz.Op.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A program made of random numbers: the same seed makes the same one.
final class RandomProgram {
    private static final int DEEPEST_NESTING = 4;

    private final Random random;
    private final int bodies;

    /* What is rare costs much: a collection, or a new class. Most programs have none. */
    private final boolean collects;
    private final boolean pins;
    private final boolean intrudes;

    private RandomProgram(long seed) {
        random = new Random(seed);
        bodies = 2 + random.nextInt(4);
        collects = random.nextInt(200) == 0;
        pins = random.nextInt(8) == 0;
        intrudes = random.nextInt(8) == 0;
    }

    static Program of(long seed) {
        RandomProgram maker = new RandomProgram(seed);
        boolean virtual = maker.random.nextInt(4) == 0;
        List<List<Op>> bodies = new ArrayList<>();
        List<Op> main = new ArrayList<>();
        for (int i = 1; i < maker.bodies; i++) main.add(maker.create(i - 1, i));
        main.addAll(maker.block(0, 12));
        bodies.add(List.copyOf(main));
        for (int i = 1; i < maker.bodies; i++) bodies.add(maker.block(0, 10));
        return new Program(virtual, List.copyOf(bodies));
    }

    private List<Op> block(int nesting, int longest) {
        List<Op> ops = new ArrayList<>();
        for (int i = random.nextInt(longest) + (nesting == 0 ? 3 : 1); i > 0; i--)
            ops.add(op(nesting));
        return List.copyOf(ops);
    }

    private Op op(int nesting) {
        boolean encloses = nesting < DEEPEST_NESTING && random.nextInt(3) == 0;
        return encloses ? enclosing(nesting + 1) : simple();
    }

    private int slot() {
        return random.nextInt(Program.SLOTS);
    }

    private int key() {
        return random.nextInt(Program.KEYS);
    }

    private int value() {
        return random.nextInt(1000);
    }

    private int passes() {
        return random.nextInt(4) == 0 ? 1 : 0;
    }

    private Op create(int slot, int body) {
        return Op.of(random.nextInt(3) == 0 ? Kind.GENERATE : Kind.CREATE, slot, body);
    }

    private Op suspend() {
        int whom = random.nextInt(3) == 0 ? slot() : -1;
        return Op.of(Kind.SUSPEND, whom, value(), passes());
    }

    private Op simple() {
        return switch (random.nextInt(30)) {
            case 0, 1 -> create(slot(), 1 + random.nextInt(bodies - 1));
            case 2, 3, 4, 5, 6, 7, 8, 9 -> Op.of(Kind.RESUME, slot(), value(), passes());
            case 10, 11, 12, 13, 14, 15, 16 -> suspend();
            case 17 -> Op.of(Kind.CANCEL, slot(), passes());
            case 18, 19 -> Op.of(Kind.ASK, slot(), passes());
            case 20, 21 -> Op.of(Kind.TRACE, slot());
            case 22, 23, 24, 25 -> Op.of(Kind.READ, key());
            case 26 -> Op.of(Kind.CURRENT);
            case 27 -> Op.of(Kind.THROW, random.nextInt(10));
            case 28 ->
                    intrudes
                            ? Op.of(Kind.FOREIGN, slot(), random.nextInt(4))
                            : Op.of(Kind.READ, key());
            default -> collects && random.nextInt(4) == 0 ? Op.of(Kind.GC) : Op.of(Kind.YIELD);
        };
    }

    private Op enclosing(int nesting) {
        List<Op> inside = block(nesting, 4);
        return switch (random.nextInt(16)) {
            case 0, 1 -> Op.of(Kind.LOOP, 1 + random.nextInt(4)).with(List.of(inside));
            case 2, 3, 4 ->
                    Op.of(Kind.TRY, random.nextInt(Op.Caught.values().length))
                            .with(List.of(inside, block(nesting, 3)));
            case 5 -> Op.of(Kind.MONITOR, key()).with(List.of(inside));
            case 6, 7 -> Op.of(Kind.LOCK, key()).with(List.of(inside));
            case 8, 9, 10 -> Op.of(Kind.BIND, key(), 1 + value()).with(List.of(inside));
            case 11, 12 -> Op.of(Kind.DEEP, depth()).with(List.of(inside));
            case 13, 14 ->
                    Op.of(Kind.VIA, random.nextInt(Detour.values().length)).with(List.of(inside));
            default -> pins ? new Op(Kind.PINNED, List.of(), List.of(inside)) : stubborn();
        };
    }

    private int depth() {
        return random.nextInt(16) == 0 ? random.nextInt(300) : random.nextInt(20);
    }

    /// Suspends more often than a cancellation is repeated, and catches each.
    private Op stubborn() {
        int times = random.nextInt(4) == 0 ? 95 + random.nextInt(20) : random.nextInt(5);
        return Op.of(Kind.LOOP, times).with(List.of(List.of(Op.of(Kind.SUSPEND, -1, value(), 0))));
    }
}
