package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The command line.
class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... args) {
        CommandLine line = Bench.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void itHasTheCommandsThatItsHelpLists() {
        assertThat(Bench.commandLine().getSubcommands().keySet())
                .containsExactlyInAnyOrder("quick", "full", "micro", "duel", "report");
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("quick", "full", "micro", "duel", "report");
    }

    @Test
    void aCommandIsNeeded() {
        assertThat(execute()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("a command is missing");
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        assertThat(execute("slow")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("micro", "--rounds", "some")).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
