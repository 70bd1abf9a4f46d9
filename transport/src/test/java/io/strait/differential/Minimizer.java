package io.strait.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Takes away from a conversation whatever it fails without. */
final class Minimizer {
    private final Predicate<Conversation> fails;
    private List<List<String>> smallest;

    private Minimizer(Conversation conversation, Predicate<Conversation> fails) {
        this.smallest = conversation.parts();
        this.fails = fails;
    }

    static Conversation minimize(Conversation conversation, Predicate<Conversation> fails) {
        Minimizer minimizer = new Minimizer(conversation, fails);
        while (minimizer.reduceOnce()) {}
        return Conversation.of(minimizer.smallest);
    }

    private boolean reduceOnce() {
        List<List<String>> before = smallest;
        for (int part = smallest.size() - 1; part >= 0; part--) {
            dropWords(part);
            for (int i = 0; i < smallest.get(part).size(); i++) shorten(part, i);
        }
        return smallest != before;
    }

    private void dropWords(int part) {
        for (int length = Math.max(1, smallest.get(part).size() / 2); length > 0; length /= 2) {
            for (int i = smallest.get(part).size() - length; i >= 0; i--) {
                int from = i;
                int to = i + length;
                if (to <= smallest.get(part).size()) {
                    with(part, words -> words.subList(from, to).clear());
                }
            }
        }
    }

    /** A rule has operations, a read has characters. */
    private void shorten(int part, int i) {
        String word = smallest.get(part).get(i);
        if (word.startsWith("in:")) {
            for (int at = word.length() - 1; at >= 3; at--) {
                int without = at;
                change(part, i, text -> text.length() <= 4 ? text : cut(text, without));
            }
        } else if (word.indexOf('=') == 1) {
            for (int at = word.split(",", -1).length - 1; at >= 0; at--) {
                int without = at;
                change(part, i, rule -> withoutOp(rule, without));
            }
        }
    }

    private static String cut(String text, int at) {
        return at < text.length() ? text.substring(0, at) + text.substring(at + 1) : text;
    }

    private static String withoutOp(String rule, int at) {
        List<String> ops = new ArrayList<>(List.of(rule.substring(2).split(",", -1)));
        if (ops.size() < 2 || at >= ops.size()) return rule;
        ops.remove(at);
        return rule.substring(0, 2) + String.join(",", ops);
    }

    private void change(int part, int i, UnaryOperator<String> change) {
        String changed = change.apply(smallest.get(part).get(i));
        if (!changed.equals(smallest.get(part).get(i))) {
            with(part, words -> words.set(i, changed));
        }
    }

    private interface Edit {
        void apply(List<String> words);
    }

    private void with(int part, Edit edit) {
        List<List<String>> candidate = new ArrayList<>(smallest);
        List<String> words = new ArrayList<>(smallest.get(part));
        edit.apply(words);
        candidate.set(part, words);
        if (fails.test(Conversation.of(candidate))) smallest = candidate;
    }
}
