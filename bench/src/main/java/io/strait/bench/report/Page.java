package io.strait.bench.report;

import io.strait.bench.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The page of one directory of results.
final class Page {
    private final Environment environment;
    private final MicroResults micro;
    private final DuelResults duel;
    private final Plots plots;
    private final StringBuilder text = new StringBuilder();

    private Page(Environment environment, MicroResults micro, DuelResults duel, Plots plots) {
        this.environment = environment;
        this.micro = micro;
        this.duel = duel;
        this.plots = plots;
    }

    /// Writes the pictures into the directory of the results, and returns the text.
    static String of(Path directory) throws IOException {
        MicroResults micro = MicroResults.read(directory.resolve("micro.json"));
        DuelResults duel = DuelResults.read(directory.resolve("duel.json"));
        Plots plots = new Plots(duel, directory);
        return new Page(Environment.read(directory), micro, duel, plots).text();
    }

    private String text() throws IOException {
        head();
        List<Target> targets = Targets.of(micro, duel);
        losses(Losses.of(targets, duel));
        aims(targets);
        if (!micro.isEmpty()) micro();
        if (!duel.isEmpty()) duel();
        method();
        return text.toString();
    }

    private void head() {
        paragraph("# Measured on " + environment.date());
        Table table = Table.of("", "");
        table.row("commit", environment.commit());
        table.row("JVM", environment.jvm());
        table.row("operating system", environment.os());
        table.row("machine", environment.machine());
        table.row("effort", environment.effort());
        paragraph(table.toString());
        paragraph(
                """
                Generated from the raw results beside this page. Figures are medians over the rounds, in parentheses what \
                the middle half of the rounds lies between. A ratio is computed within each round, and is then the median \
                of those.""");
    }

    private void losses(List<String> sentences) {
        paragraph("## Where Strait loses");
        if (sentences.isEmpty()) paragraph("Nowhere in what was measured here.");
        for (String sentence : sentences) text.append("* ").append(sentence).append('\n');
        if (!sentences.isEmpty()) text.append('\n');
    }

    private void aims(List<Target> targets) {
        paragraph("## The aims");
        Table table = Table.of("", "aim", "measured", "");
        for (Target target : targets)
            table.row(target.what(), target.aim(), target.measured(), target.verdict().toString());
        paragraph(table.toString());
    }

    private void micro() throws IOException {
        MicroTables tables = new MicroTables(micro);
        paragraph("## The coroutine");
        paragraph(tables.coroutines());
        paragraph(
                """
                _Empty_ is what the harness, or for preorder the walk alone, takes. A machine that shares its cores with others \
                slows whatever runs, for seconds at a time, and the medians of a few rounds don't get rid of that: the last \
                column compares the fastest iteration of the one with the fastest of the other. The aims above are for the \
                medians.

                Beside the coroutines of C and C++, which were **measured elsewhere** (a Zen 4 guest with 2 cores, g++ 12, Boost 1.74, -O2):""");
        paragraph(tables.besideC());
        TaskTable tasks = new TaskTable(micro);
        if (tasks.isMeasured()) {
            paragraph("## Tasks, and what one would take instead");
            paragraph(tasks.toString());
            paragraph(
                    """
                    All on one thread: tasks on the loop of a `main`, Kotlin's coroutines in `runBlocking`, virtual \
                    threads, Jox's included, on one carrier. In brackets: how many times the task's figure it \
                    is. How each is used is said beside its code, in `bench`.""");
        }
        paragraph("## The bridge, in one process");
        paragraph(tables.bridge());
    }

    private void duel() throws IOException {
        paragraph("## The duel: servers in processes of their own");
        String cost = plots.cost();
        if (!cost.isEmpty()) picture("Server CPU per message against connections", cost);
        DuelTables tables = new DuelTables(duel);
        for (Contest contest : duel.contests()) {
            String title = contest.title();
            paragraph("### " + Character.toUpperCase(title.charAt(0)) + title.substring(1));
            paragraph(tables.table(contest));
            for (String note : duel.notes(contest)) paragraph("Note: " + note + ".");
            picture("Latency percentiles", plots.latency(contest));
        }
    }

    private void method() {
        paragraph("## Method");
        if (!micro.isEmpty()) {
            paragraph(
                    "JMH: "
                            + micro.method()
                            + ". A round's figure is the median of what it measured: the processor time of the benchmark's threads, since"
                            + " what other processes do then isn't in it. Bytes are the heap's growth,"
                            + " after collections, over a million of them (200,000 of those that wait for an item;"
                            + " 50,000 at depth 100).");
        }
        if (!duel.isEmpty()) {
            paragraph(
                    """
                    Duel: server and load are processes of their own on the loopback interface. The contenders of a \
                    workload run in turns, in each round one after the other. CPU is all that the server's process \
                    used, the kernel's share included. Before a server is measured, thousands of connections have come and gone. A \
                    load that has a core of its own polls for answers: to wake one that sleeps is work for the server, \
                    and the more of it, the slower the server is. In a closed loop a client sends when it has its answer; in an \
                    open loop when it is time, and latency counts from when it was time, so that a stall is paid for \
                    by all that should have been sent meanwhile.""");
        }
        paragraph(
                "Figures of different machines, or of different runs on one, can't be compared; ratios within one run"
                        + " can.");
    }

    private void picture(String title, String file) {
        paragraph("![" + title + "](" + file + ")");
    }

    private void paragraph(String words) {
        text.append(words.strip()).append("\n\n");
    }
}
