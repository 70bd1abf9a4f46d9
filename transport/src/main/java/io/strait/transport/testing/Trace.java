package io.strait.transport.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What has happened in a scenario, in order.
final class Trace {
    private static final int CONTEXT = 5; // lines before a difference

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    /// Where another run has gone another way.
    ///
    /// @return in words; null if it has not
    @Nullable String differenceFrom(Trace other) {
        int at = 0;
        int length = Math.min(lines.size(), other.lines.size());
        while (at < length && lines.get(at).equals(other.lines.get(at))) at++;
        String one = at < lines.size() ? lines.get(at) : null;
        String another = at < other.lines.size() ? other.lines.get(at) : null;
        if (Objects.equals(one, another)) return null;
        StringBuilder text = new StringBuilder("after\n");
        for (int i = Math.max(0, at - CONTEXT); i < at; i++) {
            text.append("    ").append(lines.get(i)).append('\n');
        }
        return text.append("  the first run went on with\n    ")
                .append(one == null ? "(its end)" : one)
                .append("\n  and the second one with\n    ")
                .append(another == null ? "(its end)" : another)
                .toString();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
