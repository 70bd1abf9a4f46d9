package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --sport 7        | Unknown options: '--sport', '7'
                    serve --sport    | Unknown option: '--sport'
                    listen           | Unmatched argument at index 0: 'listen'
                    --port           | Missing required parameter for option '--port' (PORT)
                    --port seven     | Invalid value for option '--port': 'seven' is not an int
                    --port 65536     | a port is between 0 and 65535, not 65536
                    --port -1        | a port is between 0 and 65535, not -1
                    --transport tcp  | 'tcp' is none of auto, kqueue, epoll, io_uring, nio
                    --threads -1     | there must be at least 1 thread, not -1
                    --threads 30000  | there can be at most 1024 threads, not 30000; more than there are cores gain nothing
                    --max-connections -1 | the most connections cannot be -1; 0 is no limit
                    --idle-timeout -1    | the idle timeout cannot be -1 s; 0 is none
                    --drain -1       | the drain cannot last -1 seconds
                    """)
    void aWrongCommandLineIsRefusedInOneLineWithStatus2(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains(message)
                .endsWith("; see --help");
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h", "serve --help"})
    void theHelpNamesEveryOption(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .contains(
                        "--host",
                        "--port",
                        "--transport",
                        "--threads",
                        "--max-connections",
                        "--idle-timeout")
                .contains("--drain", "--help", "--version");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString().lines()).singleElement().asString().startsWith("strait-echo ");
    }

    @Test
    void whereItCannotListenItSaysSoInOneLineWithStatus1() {
        assertThat(run("--host", "192.0.2.1", "--port", "0")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("strait-echo: cannot listen on");
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
