package io.strait.fuzz;

import java.util.ArrayList;
import java.util.List;

/** What could be seen of a program, step by step. */
final class Trace {
    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    /** What came since the last call, of all that is logged, and what is the case now. */
    void add(
            String step,
            List<Object> own,
            String ownAt,
            List<Object> guest,
            String guestAt,
            List<Object> sent,
            List<Object> passed,
            boolean open,
            boolean autoRead,
            boolean asked) {
        StringBuilder line = new StringBuilder(step);
        line.append(": own ").append(counted(own)).append(" at ").append(ownAt);
        if (!guestAt.equals("not started"))
            line.append("; guest ").append(counted(guest)).append(" at ").append(guestAt);
        line.append("; sent ").append(sent).append("; passed ").append(passed);
        line.append(open ? "; open" : "; closed").append(autoRead ? ", auto-read" : "");
        if (!asked) line.append(", reading without asking for it");
        lines.add(line.toString());
        for (List<Object> log : List.of(own, guest, sent, passed)) log.clear();
    }

    /** With what is many times the same written once. */
    private static List<String> counted(List<Object> log) {
        List<String> counted = new ArrayList<>();
        for (int i = 0, first = 0; i < log.size(); i++) {
            if (i + 1 < log.size() && log.get(i + 1).equals(log.get(i))) continue;
            int times = i + 1 - first;
            counted.add(log.get(i) + (times > 1 ? " x" + times : ""));
            first = i + 1;
        }
        return counted;
    }

    /** Where the other one differs, or null. */
    String difference(Trace other) {
        for (int i = 0; i < Math.max(lines.size(), other.lines.size()); i++) {
            String mine = i < lines.size() ? lines.get(i) : "nothing";
            String others = i < other.lines.size() ? other.lines.get(i) : "nothing";
            if (!mine.equals(others)) return mine + "\n but it was\n" + others;
        }
        return null;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
