package io.strait.echo;

import io.netty.util.NetUtil;
import io.strait.transport.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command line: the echo server, and the clients [Connect] and [Fetch].
///
/// Exit codes of the server: 0 after SIGTERM or Ctrl-C, 1 if it cannot serve or no longer, 2 if the
/// command line is wrong, 128 and the signal's number if a second signal ends it before it was
/// done.
@Command(
        name = "strait-echo",
        scope = ScopeType.INHERIT,
        description = {
            "Sends back what it receives over TCP, until SIGTERM or Ctrl-C; a second one ends it at once."
        },
        footer = {
            "",
            "Exit status: 0 after SIGTERM or Ctrl-C, 1 if it cannot serve, 2 if the command line is wrong.",
            "Memory: a peer that sends and does not read takes up to 130 KiB of direct memory"
                    + " (-XX:MaxDirectMemorySize; as much as the heap, if not given). When there is"
                    + " none left, connections that need some are closed, with a line for each.",
            "A peer that has ended its output and takes nothing of its echo is closed after a minute."
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true)
public final class Main implements Callable<Integer> {

    private static final int RESERVE = 256 << 10;
    private static final String FAILED =
            "strait-echo: cannot serve any longer: an event loop has died, or the listening socket is"
                    + " closed";

    volatile byte @Nullable [] reserve; // memory for the last words

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            scope = ScopeType.INHERIT,
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description =
                    "Where to listen; 0.0.0.0 is every IPv4 address, :: every one (default:"
                            + " ${DEFAULT-VALUE}).")
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
            converter = TransportName.Converter.class,
            paramLabel = "NAME",
            description =
                    "auto, "
                            + TransportName.ALL
                            + " (default: ${DEFAULT-VALUE}, the first that works here).")
    private TransportName transport = new TransportName(Optional.empty());

    @Option(
            names = "--threads",
            scope = ScopeType.INHERIT,
            defaultValue = "1",
            paramLabel = "COUNT",
            description =
                    "Event loops, each with its thread, 1024 at most; 0 is one per core (default:"
                            + " ${DEFAULT-VALUE}).")
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
                    "How long, after SIGTERM or Ctrl-C, what was received may take to be echoed."
                            + " Who waits for an answer gets it, and then the end"
                            + " (default: ${DEFAULT-VALUE}).")
    private int drain;

    /// Serves until the process is told to stop.
    ///
    /// @param args the options, all of which have a default; `--help` lists them
    public static void main(String[] args) {
        Logging.warningsInOneLine();
        singleAccepts();
        // Of a server that was told to stop somebody else ends the process; this waits for it.
        System.exit(commandLine().execute(args));
    }

    /// Over io_uring Netty accepts with one request for all connections to come. When one fails, it
    /// is made anew at once, although [Admission] has switched auto-read off (seen in 4.2.17 and
    /// 4.2.18): out of file descriptors, the loop would do nothing else. A request for each
    /// connection can be stopped.
    private static void singleAccepts() {
        setByDefault("io.netty.iouring.acceptMultiShotEnabled", "false");
    }

    /// So that 0.0.0.0 and [#host] mean what they say: where there is IPv6, a socket of it would be
    /// taken for IPv4 too. To be called before anything of the network is.
    private void ipv4Alone() {
        if (host.matches("[0-9.]+")) setByDefault("java.net.preferIPv4Stack", "true");
    }

    private static void setByDefault(String property, String value) {
        if (System.getProperty(property) == null) System.setProperty(property, value);
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        addClient(commandLine, new Connect());
        addClient(commandLine, new Fetch());
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

    /// Adds a command that has none of the server's options but the transport.
    private static void addClient(CommandLine commandLine, Object command) {
        CommandLine client = new CommandLine(command);
        commandLine.addSubcommand(client);
        CommandSpec spec = client.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            boolean ofTheServer = option.inherited() && option.root() instanceof OptionSpec;
            if (ofTheServer && !option.longestName().equals("--transport")) spec.remove(option);
        }
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
        ipv4Alone();
        if (port < 0 || port > 65535) throw wrong("a port is between 0 and 65535, not " + port);
        if (drain < 0) throw wrong("the drain cannot last " + drain + " seconds");
        Settings settings = settings();
        transport.disappointment().ifPresent(why -> say(why + "; serving without it"));

        EchoServer server = EchoServer.start(new InetSocketAddress(host, port), settings);
        StopSignals.install();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        String address = NetUtil.toSocketAddressString(server.address());
        String loops = threads(settings.threads());
        command()
                .getOut()
                .println(
                        "listening on %s (%s, %s)".formatted(address, settings.transport(), loops));
        return awaitEnd(server);
    }

    /// Returns when the server was stopped. One that can't serve any longer ends the process, in a
    /// way that works out of memory too, which is the usual reason.
    private int awaitEnd(EchoServer server) {
        PrintWriter err = command().getErr();
        reserve = new byte[RESERVE];
        try {
            if (server.awaitEnd()) return ExitCode.OK;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        try {
            reserve = null; // even the first call of a method takes some
            err.println(FAILED);
        } finally {
            Runtime.getRuntime().halt(ExitCode.SOFTWARE);
        }
        return ExitCode.SOFTWARE;
    }

    /// The transport that was asked for, for a client.
    ///
    /// @throws IllegalStateException if it doesn't work here, with the reason
    Transport transport() {
        return transport.transport();
    }

    private void say(String line) {
        command().getErr().println("strait-echo: " + line);
    }

    private static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }

    /// Ends the process with status 0, where the JVM itself would report the signal. A server that
    /// has failed may not be able to stop in due form; it ends at once, to be started again.
    private void stop(EchoServer server) {
        int status = server.hasFailed() ? ExitCode.SOFTWARE : ExitCode.OK;
        try {
            if (status == ExitCode.OK) server.stop(Duration.ofSeconds(drain));
        } finally {
            Runtime.getRuntime().halt(status); // whatever it met
        }
    }

    private Settings settings() {
        int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        try {
            return new Settings(
                    transport.transport(), loops, maxConnections, Duration.ofSeconds(idleTimeout));
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
