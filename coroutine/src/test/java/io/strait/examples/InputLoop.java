package io.strait.examples;

import io.strait.task.Loop;
import io.strait.task.Mailbox;
import io.strait.task.Offload;
import io.strait.task.Subtask;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// An event loop whose events come from user input: each line wakes a task that answers it, while
/// another one says every few seconds that it is still there. The end of input ends both.
final class InputLoop {
    private final BufferedReader in;
    private final PrintStream out;
    private final Mailbox<String> lines = new Mailbox<>(16); // more are left unread

    InputLoop(InputStream in, PrintStream out) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
    }

    public static void main(String[] args) throws ExecutionException {
        Loop.run(new InputLoop(System.in, System.out)::serve);
    }

    void serve() throws ExecutionException {
        TaskScope.run(
                scope -> {
                    scope.fork(this::read);
                    Subtask<?> presence = scope.fork(this::saySo);
                    for (String line; (line = lines.take()) != null; )
                        out.println("you said: " + line);
                    presence.cancel("the input has ended");
                    return null;
                });
    }

    /* A read blocks its thread, so it is done on another one. That of a terminal can't be
     * interrupted: it is left behind if the program fails meanwhile. */
    private void read() throws IOException {
        for (String line; (line = Offload.shared().callOrAbandon(in::readLine)) != null; )
            lines.put(line);
        lines.close();
    }

    private void saySo() {
        while (true) {
            Task.sleep(Duration.ofSeconds(5));
            out.println("still there");
        }
    }
}
