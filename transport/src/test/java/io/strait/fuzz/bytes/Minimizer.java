package io.strait.fuzz.bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Takes away from a program whatever it fails without. */
final class Minimizer {
    private final Predicate<Program> fails;
    private Program smallest;

    private Minimizer(Program program, Predicate<Program> fails) {
        this.smallest = program;
        this.fails = fails;
    }

    static Program minimize(Program program, Predicate<Program> fails) {
        Minimizer minimizer = new Minimizer(program, fails);
        while (minimizer.reduceOnce()) {}
        return minimizer.smallest;
    }

    private boolean reduceOnce() {
        Program before = smallest;
        drop(before.steps(), steps -> new Program(smallest.settings(), smallest.reads(), steps));
        drop(smallest.reads(), reads -> new Program(smallest.settings(), reads, smallest.steps()));
        drop(
                smallest.settings(),
                settings -> new Program(settings, smallest.reads(), smallest.steps()));
        for (int i = 0; i < smallest.steps().size(); i++) shorten(i);
        return smallest != before;
    }

    private <T> void drop(List<T> all, Function<List<T>, Program> program) {
        List<T> left = all;
        for (int i = left.size() - 1; i >= 0; i--) {
            List<T> fewer = new ArrayList<>(left);
            fewer.remove(i);
            if (accept(program.apply(fewer))) left = fewer;
        }
    }

    private void shorten(int step) {
        for (int at = smallest.steps().get(step).length() - 1; at > 0; at--) {
            List<String> steps = new ArrayList<>(smallest.steps());
            steps.set(step, new StringBuilder(steps.get(step)).deleteCharAt(at).toString());
            accept(new Program(smallest.settings(), smallest.reads(), steps));
        }
    }

    private boolean accept(Program candidate) {
        if (!fails.test(candidate)) return false;
        smallest = candidate;
        return true;
    }
}
