package io.strait.echo;

import java.io.Console;
import java.util.Optional;

/// Whether somebody sits in front of it.
final class Terminal {
    private Terminal() {}

    /// Whether both standard input and standard output are a terminal.
    static boolean isThere() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /// What others have sent, so that it can be shown: one line, without what a terminal would take
    /// for orders.
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
