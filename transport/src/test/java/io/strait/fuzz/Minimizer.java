package io.strait.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Takes away from a program whatever it fails without (Zeller's delta debugging, one by one). */
final class Minimizer {
    private final Predicate<Program> fails;
    private Program smallest;

    private Minimizer(Program program, Predicate<Program> fails) {
        this.smallest = program;
        this.fails = fails;
    }

    /** A part of {@code program} that still fails, and without any word or flag no longer does. */
    static Program minimize(Program program, Predicate<Program> fails) {
        Minimizer minimizer = new Minimizer(program, fails);
        while (minimizer.reduceOnce()) {}
        return minimizer.smallest;
    }

    private boolean reduceOnce() {
        Program before = smallest;
        reduce(smallest.steps(), steps -> with(smallest, steps));
        reduce(smallest.own().main(), main -> withOwn(main, smallest.own().last()));
        reduce(smallest.own().last(), last -> withOwn(smallest.own().main(), last));
        reduce(smallest.guest().main(), main -> withGuest(main, smallest.guest().last()));
        reduce(smallest.guest().last(), last -> withGuest(smallest.guest().main(), last));
        drop(
                smallest.settings(),
                settings ->
                        new Program(settings, smallest.own(), smallest.guest(), smallest.steps()));
        return smallest != before;
    }

    private static Program with(Program program, List<Word<Program.Step>> steps) {
        return new Program(program.settings(), program.own(), program.guest(), steps);
    }

    private Program withOwn(
            List<Word<Program.Statement>> main, List<Word<Program.Statement>> last) {
        Program.Part own = new Program.Part(main, last);
        return new Program(smallest.settings(), own, smallest.guest(), smallest.steps());
    }

    private Program withGuest(
            List<Word<Program.Statement>> main, List<Word<Program.Statement>> last) {
        Program.Part guest = new Program.Part(main, last);
        return new Program(smallest.settings(), smallest.own(), guest, smallest.steps());
    }

    private <K extends Enum<K>> void reduce(
            List<Word<K>> words, Function<List<Word<K>>, Program> program) {
        List<Word<K>> left = drop(words, program);
        for (int i = 0; i < left.size(); i++) {
            for (char flag : left.get(i).flags().toCharArray()) {
                List<Word<K>> fewer = new ArrayList<>(left);
                fewer.set(i, left.get(i).without(flag));
                if (accept(program.apply(fewer))) left = fewer;
            }
        }
    }

    private <T> List<T> drop(List<T> all, Function<List<T>, Program> program) {
        List<T> left = all;
        for (int length = Math.max(1, left.size() / 2); length > 0; length /= 2) {
            for (int i = left.size() - length; i >= 0; i--) {
                if (i + length > left.size()) continue;
                List<T> fewer = new ArrayList<>(left);
                fewer.subList(i, i + length).clear();
                if (accept(program.apply(fewer))) left = fewer;
            }
        }
        return left;
    }

    private boolean accept(Program candidate) {
        if (!fails.test(candidate)) return false;
        smallest = candidate;
        return true;
    }
}
