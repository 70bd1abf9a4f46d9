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
        line.append(": own ").append(own).append(" at ").append(ownAt);
        if (!guestAt.equals("not started"))
            line.append("; guest ").append(guest).append(" at ").append(guestAt);
        line.append("; sent ").append(sent).append("; passed ").append(passed);
        line.append(open ? "; open" : "; closed").append(autoRead ? ", auto-read" : "");
        if (!asked) line.append(", reading without asking for it");
        lines.add(line.toString());
        for (List<Object> log : List.of(own, guest, sent, passed)) log.clear();
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
