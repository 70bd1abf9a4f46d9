package io.strait.task.fuzz;

import io.strait.coroutine.fuzz.Shrinking;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A program of tasks: the first body is what the driver does, from outside of all tasks, the
/// others are the code of the tasks that it starts and of those that they fork. It has a text of
/// one line, from which it can be read again.
///
/// @param wraps whether the loop's clock wraps around soon
record Program(boolean wraps, List<List<Op>> bodies) implements Shrinking.Code<Program, Op> {
    /// Mailboxes: of each capacity up to 3 one for one thread, and then a shared one.
    static final int BOXES = 8;

    static final int CAPACITIES = 4;

    /// Semaphores, the first with no permit, the second with one, and so on.
    static final int SEMAPHORES = 3;

    static final int BROADCASTS = 2;
    static final int SUBSCRIPTIONS = 4;
    static final int MUTEXES = 2;
    static final int SIGNALS = 2;
    static final int FLAGS = 2;
    static final int FUTURES = 3;
    static final int SUBTASKS = 5;

    /// How many tasks and subtasks there are at most; later ones are not started.
    static final int TASKS = 30;

    /// How many instructions are executed; those that come later do nothing. So each program ends.
    static final int FUEL = 1200;

    /// What the driver does at the end, whatever happened: time passes, and the loop ends.
    static final List<Op> EPILOGUE =
            List.of(
                    Op.of(Op.Kind.RUN_ALL),
                    Op.of(Op.Kind.ADVANCE, 1_000_000),
                    Op.of(Op.Kind.END),
                    Op.of(Op.Kind.RUN_ALL));

    static Program parse(String text) {
        Iterator<String> words = List.of(text.strip().split("\\s+")).iterator();
        boolean wraps = words.next().equals("wraps");
        List<List<Op>> bodies = new ArrayList<>();
        while (words.hasNext()) bodies.add(Op.parse(words));
        return new Program(wraps, List.copyOf(bodies));
    }

    @Override
    public Program with(List<List<Op>> others) {
        return new Program(wraps, others);
    }

    @Override
    public List<Program> simpler() {
        return wraps ? List.of(new Program(false, bodies)) : List.of();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(wraps ? "wraps" : "plain");
        for (List<Op> body : bodies) text.append(' ').append(Op.text(body));
        return text.toString();
    }
}
