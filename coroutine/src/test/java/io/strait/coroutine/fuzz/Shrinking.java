package io.strait.coroutine.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes a program that fails smaller, as long as it fails.
///
/// @param <P> the programs
/// @param <O> their instructions
public final class Shrinking<P extends Shrinking.Code<P, O>, O extends Shrinking.Instruction<O>> {
    private static final int TRIES = 5000;

    /// A program: bodies of instructions.
    public interface Code<P, O> {
        List<List<O>> bodies();

        P with(List<List<O>> bodies);

        /// What is a smaller program with the same bodies.
        List<P> simpler();
    }

    /// An instruction, with blocks of others inside.
    public interface Instruction<O> {
        List<List<O>> blocks();

        O with(List<List<O>> inside);
    }

    private final Predicate<P> fails;
    private int tries;

    private Shrinking(Predicate<P> fails) {
        this.fails = fails;
    }

    /// A small program that fails: no instruction can be left out, none can be replaced by what is
    /// inside it.
    public static <P extends Code<P, O>, O extends Instruction<O>> P of(
            P failing, Predicate<P> fails) {
        Shrinking<P, O> shrinking = new Shrinking<>(fails);
        P program = failing;
        P smaller = shrinking.smaller(program);
        while (smaller != null) {
            program = smaller;
            smaller = shrinking.smaller(program);
        }
        return program;
    }

    private P smaller(P program) {
        for (P each : candidates(program)) if (tries++ < TRIES && fails.test(each)) return each;
        return null;
    }

    private List<P> candidates(P program) {
        List<P> all = new ArrayList<>(program.simpler());
        for (int i = 0; i < program.bodies().size(); i++) {
            for (List<O> smaller : smallerBlocks(program.bodies().get(i))) {
                List<List<O>> bodies = new ArrayList<>(program.bodies());
                bodies.set(i, smaller);
                all.add(program.with(bodies));
            }
        }
        return all;
    }

    private List<List<O>> smallerBlocks(List<O> block) {
        List<List<O>> all = new ArrayList<>();
        if (block.size() > 2) {
            int half = block.size() / 2;
            all.add(block.subList(half, block.size()));
            all.add(block.subList(0, half));
        }
        for (int i = 0; i < block.size(); i++) {
            O op = block.get(i);
            all.add(replaced(block, i, List.of()));
            for (List<O> inside : op.blocks()) all.add(replaced(block, i, inside));
            for (int j = 0; j < op.blocks().size(); j++) {
                for (List<O> smaller : smallerBlocks(op.blocks().get(j))) {
                    List<List<O>> blocks = new ArrayList<>(op.blocks());
                    blocks.set(j, smaller);
                    all.add(replaced(block, i, List.of(op.with(blocks))));
                }
            }
        }
        return all;
    }

    private List<O> replaced(List<O> block, int index, List<O> by) {
        List<O> result = new ArrayList<>(block.subList(0, index));
        result.addAll(by);
        result.addAll(block.subList(index + 1, block.size()));
        return result;
    }
}
