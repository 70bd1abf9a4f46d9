package io.strait.echo;

import java.io.Console;

/// Whether somebody sits in front of it.
final class Terminal {
    private Terminal() {}

    /// Whether both standard input and standard output are a terminal.
    static boolean isThere() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// What others have sent, so that it can be shown: one line, without what a terminal would take
    /// for orders.
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
