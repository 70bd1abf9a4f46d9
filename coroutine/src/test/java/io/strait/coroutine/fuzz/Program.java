package io.strait.coroutine.fuzz;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A program of coroutines: the first body is its main code, the others are those of the coroutines
/// that it makes. It has a text of one line, from which it can be read again.
///
/// @param virtual whether its thread is a virtual one
record Program(boolean virtual, List<List<Op>> bodies) implements Shrinking.Code<Program, Op> {
    /// How many coroutines a program can name at a time.
    static final int SLOTS = 5;

    /// How many scoped values, monitors and locks there are, of each.
    static final int KEYS = 3;

    /// How many coroutines it makes; later ones are not made. So they don't nest too deep for a
    /// stack.
    static final int COROUTINES = 60;

    /// How many instructions are executed; those that come later do nothing. So each program ends.
    static final int FUEL = 500;

    /// What is executed at the end, whatever happened: each one is cancelled.
    static final List<Op> EPILOGUE = epilogue();

    private static List<Op> epilogue() {
        List<Op> ops = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            ops.add(Op.of(Op.Kind.TRACE, slot));
            ops.add(Op.of(Op.Kind.CANCEL, slot, 0));
            ops.add(Op.of(Op.Kind.ASK, slot, 0));
        }
        for (int key = 0; key < KEYS; key++) ops.add(Op.of(Op.Kind.READ, key));
        ops.add(Op.of(Op.Kind.CURRENT));
        return List.copyOf(ops);
    }

    static Program parse(String text) {
        Iterator<String> words = List.of(text.strip().split("\\s+")).iterator();
        boolean virtual = words.next().equals("virtual");
        List<List<Op>> bodies = new ArrayList<>();
        while (words.hasNext()) bodies.add(Op.parse(words));
        return new Program(virtual, List.copyOf(bodies));
    }

    @Override
    public Program with(List<List<Op>> others) {
        return new Program(virtual, others);
    }

    @Override
    public List<Program> simpler() {
        return virtual ? List.of(new Program(false, bodies)) : List.of();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(virtual ? "virtual" : "platform");
        for (List<Op> body : bodies) text.append(' ').append(Op.text(body));
        return text.toString();
    }
}
