package io.strait.bench.duel;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that answers each line with a line, and ends when its input does. What it has to
/// complain about goes where this process's own complaints go.
final class Child implements AutoCloseable {
    private static final int SECONDS_TO_END = 10;

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;

    private Child(Process process) {
        this.process = process;
        this.answers = process.inputReader();
        this.questions = process.outputWriter();
    }

    static Child start(List<String> command) throws IOException {
        return new Child(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    long pid() {
        return process.pid();
    }

    /// Waits for a line that says `key value`.
    ///
    /// @return the value
    String expect(String key) throws IOException {
        String line = answers.readLine();
        if (line == null || !line.startsWith(key + " ")) {
            throw new IOException(
                    "'"
                            + key
                            + " …' was expected of "
                            + process.info().command().orElse("a child")
                            + ", not "
                            + (line == null ? "its end" : "'" + line + "'"));
        }
        return line.substring(key.length() + 1);
    }

    /// Sends a line and waits for the answer.
    String ask(String question) throws IOException {
        questions.write(question);
        questions.newLine();
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) throw new IOException("no answer to '" + question + "'");
        return answer;
    }

    /// Has it end, by force if it doesn't.
    @Override
    public void close() throws IOException {
        try {
            questions.close();
        } catch (IOException alreadyEnded) {
            // Then there is nobody to tell.
        }
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
