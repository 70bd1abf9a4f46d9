package io.strait.task.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes a program that fails smaller, as long as it fails.
final class Shrinking {
    private static final int TRIES = 5000;

    private final Predicate<Program> fails;
    private int tries;

    private Shrinking(Predicate<Program> fails) {
        this.fails = fails;
    }

    /// A small program that fails: no instruction can be left out, none can be replaced by what is
    /// inside it.
    static Program of(Program failing, Predicate<Program> fails) {
        Shrinking shrinking = new Shrinking(fails);
        Program program = failing;
        Program smaller = shrinking.smaller(program);
        while (smaller != null) {
            program = smaller;
            smaller = shrinking.smaller(program);
        }
        return program;
    }

    private Program smaller(Program program) {
        for (Program each : candidates(program))
            if (tries++ < TRIES && fails.test(each)) return each;
        return null;
    }

    private static List<Program> candidates(Program program) {
        List<Program> all = new ArrayList<>();
        if (program.wraps()) all.add(new Program(false, program.bodies()));
        for (int i = 0; i < program.bodies().size(); i++) {
            for (List<Op> smaller : smallerBlocks(program.bodies().get(i))) {
                List<List<Op>> bodies = new ArrayList<>(program.bodies());
                bodies.set(i, smaller);
                all.add(new Program(program.wraps(), bodies));
            }
        }
        return all;
    }

    private static List<List<Op>> smallerBlocks(List<Op> block) {
        List<List<Op>> all = new ArrayList<>();
        if (block.size() > 2) {
            int half = block.size() / 2;
            all.add(block.subList(half, block.size()));
            all.add(block.subList(0, half));
        }
        for (int i = 0; i < block.size(); i++) {
            Op op = block.get(i);
            all.add(replaced(block, i, List.of()));
            for (List<Op> inside : op.blocks()) all.add(replaced(block, i, inside));
            for (int j = 0; j < op.blocks().size(); j++) {
                for (List<Op> smaller : smallerBlocks(op.blocks().get(j))) {
                    List<List<Op>> blocks = new ArrayList<>(op.blocks());
                    blocks.set(j, smaller);
                    all.add(replaced(block, i, List.of(op.with(blocks))));
                }
            }
        }
        return all;
    }

    private static List<Op> replaced(List<Op> block, int index, List<Op> by) {
        List<Op> result = new ArrayList<>(block.subList(0, index));
        result.addAll(by);
        result.addAll(block.subList(index + 1, block.size()));
        return result;
    }
}
