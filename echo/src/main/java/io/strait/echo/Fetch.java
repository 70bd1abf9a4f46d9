package io.strait.echo;

import io.strait.task.Semaphore;
import io.strait.task.Subtask;
import io.strait.task.TaskScope;
import io.strait.transport.Transport;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// The command that downloads files: a task for each, all of them on one thread.
@Command(
        name = "fetch",
        description = {
            "Downloads files over HTTP, several at once on one thread. Each gets the last name of its URL's"
                    + " path, once it is complete."
        },
        footer = {
            "",
            "A file that fails doesn't stop the others. Redirects aren't followed.",
            "Exit status: 0 if all were fetched, 1 if any was not, 2 if the command line is wrong."
        })
final class Fetch implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @ParentCommand private @Nullable Main main;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "What to fetch, from http://.")
    private List<String> urls = List.of();

    @Option(
            names = "--output",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "Where the files go; made if need be (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("");

    @Option(names = "--force", description = "Replaces files that exist.")
    private boolean force;

    @Option(
            names = "--parallel",
            defaultValue = "4",
            paramLabel = "COUNT",
            description = "How many are fetched at once (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(
            names = "--connect-timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long connecting may take (default: ${DEFAULT-VALUE}).")
    private int connectTimeout;

    @Option(
            names = "--read-timeout",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description =
                    "Gives up a server that sends nothing for so long (default: ${DEFAULT-VALUE}).")
    private int readTimeout;

    private int failures; // of the event loop's thread

    /// Returns when all are fetched or have failed.
    @Override
    public Integer call() throws IOException {
        requirePositive("number of downloads at once", parallel);
        requirePositive("connect timeout in seconds", connectTimeout);
        requirePositive("read timeout in seconds", readTimeout);
        List<Download> downloads = downloads();
        Transport transport = Objects.requireNonNull(main).transport();
        Logging.nothingOfVirtualThreads();
        try {
            Files.createDirectories(output);
        } catch (FileSystemException e) {
            throw new IOException(PartFile.reason(e), e);
        }
        Progress progress =
                new Progress(command().getOut(), command().getErr(), Terminal.isThere());
        return ClientLoop.run(transport, () -> fetch(downloads, progress));
    }

    private List<Download> downloads() {
        List<Download> downloads = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (String url : urls) {
            RemoteFile source;
            try {
                source = RemoteFile.of(url);
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
            String other = names.put(source.name(), url);
            if (other != null) {
                throw wrong("'%s' and '%s' would be the same file".formatted(other, url));
            }
            downloads.add(new Download(source, output.resolve(source.name()), force));
        }
        return downloads;
    }

    private int fetch(List<Download> downloads, Progress progress) throws IOException {
        Semaphore limit = new Semaphore(parallel);
        try {
            TaskScope.run(
                    scope -> {
                        Subtask<?> drawing = scope.fork(progress::keepDrawn);
                        TaskScope.run(
                                all -> {
                                    for (Download each : downloads)
                                        all.fork(() -> limit.run(() -> fetch(each, progress)));
                                    return null;
                                });
                        drawing.cancel("all is done");
                        return null;
                    });
        } catch (ExecutionException failed) {
            throw ClientLoop.expected(failed);
        }
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void fetch(Download download, Progress progress) {
        progress.begins(download);
        try {
            download.run(
                    new Dialer(Duration.ofSeconds(connectTimeout)),
                    Duration.ofSeconds(readTimeout));
            progress.isDone(download);
        } catch (FileSystemException ofOurs) {
            failed(download, progress, PartFile.reason(ofOurs));
        } catch (IOException failed) {
            failed(download, progress, String.valueOf(failed.getMessage()));
        }
    }

    private void failed(Download download, Progress progress, String why) {
        failures++;
        progress.hasFailed(download, why);
    }

    private void requirePositive(String what, int number) {
        if (number < 1) throw wrong("the " + what + " is at least 1, not " + number);
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command(), why);
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
