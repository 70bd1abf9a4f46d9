package io.strait.echo;

import io.netty.util.NetUtil;
import io.strait.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command line of the echo server.
///
/// Exit codes: 0 after SIGTERM or Ctrl-C, 1 if it cannot serve, 2 if the command line is wrong.
@Command(
        name = "strait-echo",
        scope = ScopeType.INHERIT,
        description = "Sends back what it receives over TCP, until SIGTERM or Ctrl-C.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true)
public final class Main implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            scope = ScopeType.INHERIT,
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            scope = ScopeType.INHERIT,
            defaultValue = "7007",
            paramLabel = "PORT",
            description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--transport",
            scope = ScopeType.INHERIT,
            defaultValue = "auto",
            converter = TransportName.class,
            paramLabel = "NAME",
            description =
                    "auto, "
                            + TransportName.ALL
                            + " (default: ${DEFAULT-VALUE}, the first that works here).")
    private Transport transport = Transport.NIO;

    @Option(
            names = "--threads",
            scope = ScopeType.INHERIT,
            defaultValue = "1",
            paramLabel = "COUNT",
            description =
                    "Event loops, each with its thread; 0 is one per core (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--max-connections",
            scope = ScopeType.INHERIT,
            defaultValue = "0",
            paramLabel = "COUNT",
            description =
                    "Closes at once what is above it; 0 is no limit (default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--idle-timeout",
            scope = ScopeType.INHERIT,
            defaultValue = "0",
            paramLabel = "SECONDS",
            description =
                    "Closes a connection on which nothing moved for so long; 0 is never"
                            + " (default: ${DEFAULT-VALUE}).")
    private int idleTimeout;

    @Option(
            names = "--drain",
            scope = ScopeType.INHERIT,
            defaultValue = "10",
            paramLabel = "SECONDS",
            description =
                    "How long, after SIGTERM or Ctrl-C, what was received may take to be echoed"
                            + " (default: ${DEFAULT-VALUE}).")
    private int drain;

    /// Serves until the process is told to stop.
    ///
    /// @param args the options, all of which have a default; `--help` lists them
    public static void main(String[] args) {
        Logging.warningsInOneLine();
        int status = commandLine().execute(args);
        if (status != 0) System.exit(status); // otherwise the event loops go on
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setParameterExceptionHandler(
                (wrong, args) ->
                        refuse(
                                wrong.getCommandLine(),
                                wrong.getMessage() + "; see --help",
                                ExitCode.USAGE));
        commandLine.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    boolean expected =
                            failure instanceof IOException
                                    || failure instanceof IllegalStateException;
                    if (!expected) throw failure;
                    return refuse(command, String.valueOf(failure.getMessage()), ExitCode.SOFTWARE);
                });
        return commandLine;
    }

    private static int refuse(CommandLine command, String why, int status) {
        command.getErr().println("strait-echo: " + why);
        return status;
    }

    /// What happens without a command.
    @Override
    public Integer call() throws IOException {
        return serve();
    }

    @Command(description = "Serves. This is what happens without a command, too.")
    int serve() throws IOException {
        Settings settings = settings();
        if (port < 0 || port > 65535) throw wrong("a port is between 0 and 65535, not " + port);
        if (drain < 0) throw wrong("the drain cannot last " + drain + " seconds");
        String unavailability = transport.unavailability().orElse(null);
        if (unavailability != null) {
            throw new IllegalStateException(
                    unavailability + "; --transport auto takes one that is");
        }

        EchoServer server = EchoServer.start(new InetSocketAddress(host, port), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        String address = NetUtil.toSocketAddressString(server.address());
        String loops = threads(settings.threads());
        command().getOut().println("listening on %s (%s, %s)".formatted(address, transport, loops));
        return ExitCode.OK;
    }

    private static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }

    /// Ends the process with status 0, where the JVM itself would report the signal.
    private void stop(EchoServer server) {
        server.stop(Duration.ofSeconds(drain));
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private Settings settings() {
        int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        try {
            return new Settings(transport, loops, maxConnections, Duration.ofSeconds(idleTimeout));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command(), why);
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
