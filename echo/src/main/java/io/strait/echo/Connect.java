package io.strait.echo;

import io.netty.buffer.ByteBuf;
import io.strait.transport.Connection;
import io.strait.transport.Connector;
import io.strait.transport.Transport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// The command that connects standard input and output to a peer.
@Command(
        name = "connect",
        description = {
            "Sends standard input to a TCP server, and what comes back to standard output. The end of the"
                    + " input ends what is sent; the answer is still awaited."
        },
        footer = {
            "",
            "At a terminal the server's end is the end, in a pipe all of the input is still sent.",
            "Exit status: 0 at the end of both, 1 if it cannot connect or the connection is lost, 2 if the"
                    + " command line is wrong, 141 if nobody reads its output any more."
        })
final class Connect implements Callable<Integer> {
    /* As a shell reports SIGPIPE, which ends other programs here. */
    private static final int STATUS_OF_BROKEN_PIPE = 128 + 13;

    @Spec private @Nullable CommandSpec spec;
    @ParentCommand private @Nullable Main main;

    @Parameters(paramLabel = "HOST", description = "A name, or an address.")
    private String host = "";

    @Parameters(paramLabel = "PORT", description = "1 to 65535.")
    private int port;

    @Option(
            names = "--connect-timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long connecting may take (default: ${DEFAULT-VALUE}).")
    private int connectTimeout;

    /// Returns when both sides have ended.
    @Override
    public Integer call() throws IOException {
        if (port < 1 || port > 65535) throw wrong("a port is between 1 and 65535, not " + port);
        if (connectTimeout < 1)
            throw wrong("the connect timeout is at least 1 s, not " + connectTimeout);
        Transport transport = Objects.requireNonNull(main).transport();
        Logging.nothingOfVirtualThreads();
        Relay relay =
                new Relay(System.in, new FileOutputStream(FileDescriptor.out), Terminal.isThere());
        Dialer dialer = new Dialer(Duration.ofSeconds(connectTimeout));
        try {
            return ClientLoop.run(transport, () -> converse(dialer, relay));
        } catch (StreamException failed) {
            if (failed.isBrokenPipe()) return STATUS_OF_BROKEN_PIPE;
            throw failed;
        }
    }

    private int converse(Dialer dialer, Relay relay) throws IOException {
        try (Connection<ByteBuf> peer = dialer.dial(Connector.of(ByteBuf.class), host, port)) {
            relay.run(peer);
        }
        return ExitCode.OK;
    }

    private ParameterException wrong(String why) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
    }
}
