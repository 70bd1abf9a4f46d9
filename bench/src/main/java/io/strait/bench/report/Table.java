package io.strait.bench.report;

import java.util.ArrayList;
import java.util.List;

/// A table. Its first column is text, all others are figures.
final class Table {
    private final List<String> lines = new ArrayList<>();

    private Table() {}

    static Table of(String... columns) {
        Table table = new Table();
        table.row(columns);
        table.lines.add("|---|" + "---:|".repeat(columns.length - 1));
        return table;
    }

    void row(String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    boolean hasRows() {
        return lines.size() > 2;
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
