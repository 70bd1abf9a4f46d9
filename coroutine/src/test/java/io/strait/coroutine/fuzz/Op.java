package io.strait.coroutine.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/// One instruction of a program, with its numbers and the blocks of instructions inside it. As text
/// it is the name of its kind, the numbers, and each block in braces.
record Op(Kind kind, List<Integer> numbers, List<List<Op>> blocks)
        implements Shrinking.Instruction<Op> {

    /// Numbers are, in this order: the slot (-1 is the coroutine whose code it is) or whatever else
    /// is meant, a value, and whether an exception passes (1) or is logged only (0).
    enum Kind {
        /// Makes a coroutine of a body, and puts it into a slot.
        CREATE(2, 0),
        /// Makes a generator of a body, and puts it into a slot.
        GENERATE(2, 0),
        /// Resumes with a value; takes a generator's next value.
        RESUME(3, 0),
        /// Asks for the status, or whether a generator has a next value.
        ASK(2, 0),
        /// Suspends, itself or another one, with a value; or yields it.
        SUSPEND(3, 0),
        /// Cancels, or closes.
        CANCEL(2, 0),
        /// How many frames of `DEEP` are on its stack.
        TRACE(1, 0),
        /// Which coroutine is the current one.
        CURRENT(0, 0),
        /// Another thread resumes, cancels, suspends it or takes its stack trace.
        FOREIGN(2, 0),
        /// Reads a scoped value.
        READ(1, 0),
        THROW(1, 0),
        GC(0, 0),
        /// Lets another thread run, which unmounts a virtual one.
        YIELD(0, 0),
        LOOP(1, 1),
        /// The first block, caught as [Caught] says, then the second one as `finally`.
        TRY(1, 2),
        /// Inside `synchronized`.
        MONITOR(1, 1),
        /// With a `ReentrantLock` held.
        LOCK(1, 1),
        /// With a scoped value bound.
        BIND(2, 1),
        /// Below some frames.
        DEEP(1, 1),
        /// Through code of the JDK: see [Detour].
        VIA(1, 1),
        /// In a static initializer.
        PINNED(0, 1);

        final int numbers;
        final int blocks;

        Kind(int numbers, int blocks) {
            this.numbers = numbers;
            this.blocks = blocks;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What a `TRY` catches.
    enum Caught {
        NOTHING,
        THROWN,
        CANCELLATIONS,
        ALL
    }

    static Op of(Kind kind, int... numbers) {
        return new Op(kind, Arrays.stream(numbers).boxed().toList(), List.of());
    }

    @Override
    public Op with(List<List<Op>> inside) {
        return new Op(kind, numbers, inside);
    }

    int number(int index) {
        return numbers.get(index);
    }

    boolean passes() {
        return numbers.getLast() == 1;
    }

    /// What it takes of a program's [Program#FUEL].
    int cost() {
        return kind == Kind.DEEP ? 1 + number(0) : 1;
    }

    static String text(List<Op> block) {
        StringBuilder text = new StringBuilder("{ ");
        for (Op op : block) text.append(op).append(' ');
        return text.append('}').toString();
    }

    /// Reads what [#text] has written, to the closing brace.
    static List<Op> parse(Iterator<String> words) {
        if (!words.next().equals("{")) throw new IllegalArgumentException("{ expected");
        List<Op> block = new ArrayList<>();
        for (String word = words.next(); !word.equals("}"); word = words.next()) {
            Kind kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < kind.numbers; i++) numbers.add(Integer.valueOf(words.next()));
            List<List<Op>> blocks = new ArrayList<>();
            for (int i = 0; i < kind.blocks; i++) blocks.add(parse(words));
            block.add(new Op(kind, List.copyOf(numbers), List.copyOf(blocks)));
        }
        return List.copyOf(block);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.text());
        for (int number : numbers) text.append(' ').append(number);
        for (List<Op> block : blocks) text.append(' ').append(text(block));
        return text.toString();
    }
}
