package io.strait.echo;

import io.strait.task.Task;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a user sees of downloads: a line for each that has ended and, at a terminal, below them one
/// for each that runs, drawn again and again. Used on the event loop alone, which waits while a
/// terminal is stopped.
final class Progress {
    private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(200);
    private static final int WIDTH = 79; // a longer line would be two, and the cursor go astray

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean drawn;
    private final List<Download> running = new ArrayList<>();
    private int linesDrawn;

    /// @param out for what is done, and what runs
    /// @param err for what has failed
    /// @param drawn whether it is drawn what runs
    Progress(PrintWriter out, PrintWriter err, boolean drawn) {
        this.out = out;
        this.err = err;
        this.drawn = drawn;
    }

    /// Draws what runs until it is cancelled. For a task.
    void keepDrawn() {
        while (drawn) {
            erase();
            draw();
            Task.sleep(BETWEEN_DRAWINGS);
        }
    }

    void begins(Download download) {
        running.add(download);
    }

    void isDone(Download download) {
        ends(download, out, download.source().name() + ": " + download.received() + " bytes");
    }

    void hasFailed(Download download, String why) {
        ends(download, err, "strait-echo: " + download.source().url() + ": " + why);
    }

    private void ends(Download download, PrintWriter where, String line) {
        running.remove(download);
        erase();
        where.println(line);
        where.flush();
        draw();
    }

    private void erase() {
        if (linesDrawn > 0) out.print("\033[" + linesDrawn + "A\r\033[J");
        linesDrawn = 0;
        out.flush();
    }

    private void draw() {
        if (!drawn) return;
        for (Download each : running) out.println(line(each));
        linesDrawn = running.size();
        out.flush();
    }

    private static String line(Download download) {
        String name = download.source().name();
        String amount = String.format(Locale.ROOT, " %,d bytes", download.received());
        String share =
                download.length() > 0
                        ? " (%d%%)".formatted(download.received() * 100 / download.length())
                        : "";
        int room = WIDTH - amount.length() - share.length();
        String shown = name.length() > room ? name.substring(0, room) : name;
        return shown + " ".repeat(room - shown.length()) + amount + share;
    }
}
